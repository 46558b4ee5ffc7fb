#pragma once

#include <cstdint>
#include <string>

#include "dbc/emulator/http/message.hpp"

namespace dbc::emulator {

/// False for the statuses that HTTP allows no body.
[[nodiscard]] bool has_body(const Reply& reply);

/// The head of a reply as it goes over a socket, up to its body. Content-Length is the body's unless the reply says
/// otherwise, as one to HEAD does.
[[nodiscard]] std::string wire_head(const Reply& reply, bool keep_alive);

/// The replies to what is no HTTP request at all, or too much of one.
[[nodiscard]] Reply unreadable_request_reply();
[[nodiscard]] Reply large_header_reply();
[[nodiscard]] Reply large_body_reply(std::uint64_t limit);

}  // namespace dbc::emulator
