#pragma once

#include "dbc/base/json.hpp"

namespace dbc {

/// What the error says where there are more.
inline constexpr std::string_view k_too_many_values = "made of too many values";

/// As `parse_json`, for a text from a stranger: more than `most_values` values, which take many times the memory of
/// their text, are an error.
[[nodiscard]] Result<Json> parse_json_within(std::string_view text, std::size_t most_values);

}  // namespace dbc
