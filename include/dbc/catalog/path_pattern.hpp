#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbc::catalog {

/// Path parameters by name, in the order of the pattern.
using PathParameters = std::vector<std::pair<std::string_view, std::string>>;

/// Matches decoded path segments against a pattern. A pattern segment is literal text, `{name}` (with text before or
/// after it: `{name}:query`), or ends in `{name*}`, which takes the rest of the path with its slashes; where literal
/// text stands before a `{name*}` the value keeps the leading slash. Names point into `pattern`.
[[nodiscard]] std::optional<PathParameters> match_path(std::string_view pattern, std::span<const std::string> segments);

/// Segments of the pattern that are plain text: the more, the more specific.
[[nodiscard]] std::size_t count_literal_segments(std::string_view pattern);

}  // namespace dbc::catalog
