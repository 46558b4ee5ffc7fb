#pragma once

#include <string>
#include <string_view>

namespace dbc::emulator {

/// The text with U+FFFD for each byte that is not UTF-8: programs print what they like, and JSON must be UTF-8.
[[nodiscard]] std::string as_utf8(std::string_view bytes);

/// How many of these bytes to take so that no character at their end is cut in two.
[[nodiscard]] std::size_t whole_characters(std::string_view bytes);

}  // namespace dbc::emulator
