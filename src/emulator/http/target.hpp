#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

using Query = std::vector<std::pair<std::string, std::string>>;

/// A request target taken apart.
struct Target {
  std::string path;                   ///< raw, from the first slash, without the query
  std::vector<std::string> segments;  ///< decoded one by one; empty ones (doubled or trailing slashes) are gone
  Query query;                        ///< decoded, in order, keys repeated as sent

  [[nodiscard]] std::string_view api_version() const;  ///< "2.1" of /api/2.1/...; empty elsewhere
  [[nodiscard]] std::string_view api_path() const;     ///< raw path without /api/<version>
};

/// Takes the origin form (/path?query), the absolute form (http://host/path) or an empty path. Refuses broken escapes,
/// `..` segments, control characters and what is not UTF-8.
[[nodiscard]] Result<Target> parse_target(std::string_view raw);

/// The pairs of a query or form: `a=1&b=x+y`.
[[nodiscard]] Result<Query> parse_query(std::string_view raw);

/// True for well-formed UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace dbc::emulator
