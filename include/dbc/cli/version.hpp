#pragma once

#include <string>
#include <string_view>

namespace dbc::cli {

/// The version of dbc itself, "MAJOR.MINOR.PATCH".
[[nodiscard]] std::string_view own_version();

/// The line of --version. Under the names of the legacy executables it is the line that scripts look for.
[[nodiscard]] std::string version_line(std::string_view program);

}  // namespace dbc::cli
