#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 in bytes that others wrote. Where text is cut, it is cut here, so that no character is ever cut in two.

namespace dbc {

/// True for a byte that goes on with a character.
[[nodiscard]] constexpr bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// How many bytes the character that begins at `at` has; 0 where none begins there, or not all of it is there.
[[nodiscard]] std::size_t character_length(std::string_view bytes, std::size_t at);

[[nodiscard]] bool is_utf8(std::string_view bytes);
/// The text with U+FFFD for each byte that is not UTF-8: programs print what they like, and JSON must be UTF-8.
[[nodiscard]] std::string as_utf8(std::string_view bytes);

/// How many of these bytes to take so that no character at their end is cut in two.
[[nodiscard]] std::size_t whole_characters(std::string_view bytes);
/// What fits in `most` bytes from the beginning, or up to the end, without a part of a character at the cut.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t most);
[[nodiscard]] std::string_view last_characters(std::string_view text, std::size_t most);

}  // namespace dbc
