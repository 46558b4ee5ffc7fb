#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "dbc/emulator/http/message.hpp"

namespace dbc::test {

/// The body of a reply, also where it is made while it is sent.
inline std::string reply_text(const emulator::Reply& reply) {
  if (!reply.file) return reply.body;
  std::string text(reply.file->length(), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const auto got = reply.file->read(at, text.data() + at, text.size() - at);
    REQUIRE(got);
    at += *got;
  }
  return text;
}

}  // namespace dbc::test
