#pragma once

#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

// What a text's first bytes say of its encoding. Everything here is UTF-8; editors and shells of Windows write others.

namespace dbc {

inline constexpr std::string_view k_utf8_mark = "\xef\xbb\xbf";

/// The text without the byte order mark of UTF-8 that editors of Windows put before it.
[[nodiscard]] constexpr std::string_view without_utf8_mark(std::string_view text) {
  return text.starts_with(k_utf8_mark) ? text.substr(k_utf8_mark.size()) : text;
}

/// "UTF-16" or "UTF-32", for messages; empty for everything else.
[[nodiscard]] std::string_view wide_encoding_of(std::string_view bytes);

/// A text in UTF-8: what was UTF-16 is converted, everything else stays as it is. Text that is UTF-32, or UTF-16 that
/// is broken, is an error of kind `input`.
[[nodiscard]] Result<std::string> as_utf8_text(std::string bytes);

}  // namespace dbc
