#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dbc {

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view ascii);
[[nodiscard]] std::string to_upper(std::string_view ascii);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);
[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// Code points in a UTF-8 text; an invalid byte counts as one.
[[nodiscard]] std::size_t count_code_points(std::string_view utf8);
/// The first `count` code points.
[[nodiscard]] std::string_view first_code_points(std::string_view utf8, std::size_t count);

/// Percent-encoding for one query or path component: everything but unreserved characters is escaped.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// As percent_encode, but a blank becomes '+': the form of Python's urlencode.
[[nodiscard]] std::string form_encode(std::string_view text);
/// Undoes percent-encoding; '+' becomes a blank when `plus_is_blank`. Nothing where an escape is broken.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// Nothing where the text is not base64. Padding may be missing.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

/// The member of `candidates` that `typed` most likely meant, or nothing. Counts a swap of neighbours as one edit.
[[nodiscard]] std::optional<std::string> closest_match(std::string_view typed, std::span<const std::string> candidates);

}  // namespace dbc
