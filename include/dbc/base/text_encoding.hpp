#pragma once

#include <string_view>

// What a text's first bytes say of its encoding.

namespace dbc {

inline constexpr std::string_view k_utf8_mark = "\xef\xbb\xbf";

/// The text without the byte order mark of UTF-8 that editors of Windows put before it.
[[nodiscard]] constexpr std::string_view without_utf8_mark(std::string_view text) {
  return text.starts_with(k_utf8_mark) ? text.substr(k_utf8_mark.size()) : text;
}

}  // namespace dbc
