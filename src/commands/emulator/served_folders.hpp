#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/environment.hpp"

namespace dbc::commands {

/// The folders that the server of `first` serves: that one, and those of its --add-workspace.
[[nodiscard]] std::vector<std::filesystem::path> served_together(const std::filesystem::path& first,
                                                                 const Environment& environment);

/// The embedded workspaces that a running server serves at this host of a profile, and what it serves beside them;
/// empty where the host is not this machine.
[[nodiscard]] std::vector<std::filesystem::path> served_at(std::string_view host, const Environment& environment);

/// The one of the folders that a request with this token reaches; nothing where that is none or several.
[[nodiscard]] std::optional<std::filesystem::path> reached_by(const std::vector<std::filesystem::path>& folders,
                                                              const std::string& token);

}  // namespace dbc::commands
