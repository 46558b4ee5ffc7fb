#pragma once

#include <cstddef>
#include <string_view>

#include "dbc/base/json.hpp"

namespace dbc {

/// How much JSON a reader is ready for. Every value takes memory, however few letters it has, and members of an object
/// are found by looking at one after the other.
struct JsonLimits {
  std::size_t values;   ///< of all kinds, objects and arrays among them
  std::size_t members;  ///< of one object
};

/// How the error begins where there are more values.
inline constexpr std::string_view k_more_values = "more than ";

/// As `parse_json` of one argument, but more than `limits` allow is an error too.
[[nodiscard]] Result<Json> parse_json(std::string_view text, const JsonLimits& limits);

}  // namespace dbc
