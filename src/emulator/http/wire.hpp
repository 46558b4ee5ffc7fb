#pragma once

#include <cstdint>
#include <string>

#include "dbc/emulator/http/message.hpp"

namespace dbc::emulator {

/// A reply as it goes over a socket, head and body in one text; a body from a file is left out. Content-Length is the
/// body's unless the reply says otherwise, as one to HEAD does.
[[nodiscard]] std::string wire_text(const Reply& reply, bool keep_alive);

/// The replies to what is no HTTP request at all, or too much of one.
[[nodiscard]] Reply unreadable_request_reply();
[[nodiscard]] Reply large_header_reply();
[[nodiscard]] Reply large_body_reply(std::uint64_t limit);

}  // namespace dbc::emulator
