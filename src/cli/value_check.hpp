#pragma once

#include <string>
#include <string_view>

#include "dbc/cli/command.hpp"

namespace dbc::cli {

/// An error of kind `usage`.
[[nodiscard]] Error usage_error(std::string message, std::string hint = {});

/// Checks one text against the option's type; returns the text as it counts (choices in upper case).
[[nodiscard]] Result<std::string> check_value(const Option& option, std::string text);

/// Milliseconds of a duration such as 90s, 20m or 1h30m.
[[nodiscard]] Result<long long> parse_duration(std::string_view text);

}  // namespace dbc::cli
