#pragma once

#include <string>
#include <string_view>

namespace dbc {

/// True for text that a terminal shows as one line, character after character: no control character (C0, DEL, C1), no
/// line separator, and nothing that turns the direction of what follows.
[[nodiscard]] bool is_visible(std::string_view text);

/// The text with everything that `is_visible` objects to written as Python's repr() writes it: \n, \x1b, \u202e. For
/// names and messages that others made, before they stand in a row, a line or a message of ours.
[[nodiscard]] std::string visible(std::string_view text);

/// A JSON text with such characters of its strings as \u00XX. It means the same as before.
[[nodiscard]] std::string visible_json(std::string json);

/// Text of several lines for a terminal: as `visible`, but it keeps line ends and the sequence that begins a line anew.
[[nodiscard]] std::string visible_lines(std::string_view text);

/// Begins a line of a terminal anew: what stood there is erased.
inline constexpr std::string_view k_erase_line = "\r\x1b[K";

}  // namespace dbc
