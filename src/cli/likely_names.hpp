#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dbc::cli {

/// The names that somebody probably meant who typed one that is none of `known`: one with a slip in it, or those that
/// hold its words (`--id` of `--job-id`, `policies` of `cluster-policies`). Empty where too many would do.
[[nodiscard]] std::vector<std::string> likely_names(std::string_view typed, const std::vector<std::string>& known);

/// "Did you mean a, b or c?"; empty for no names.
[[nodiscard]] std::string did_you_mean(const std::vector<std::string>& names);

}  // namespace dbc::cli
