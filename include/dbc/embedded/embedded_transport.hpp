#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "dbc/config/profile.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::embedded {

/// Folder of the embedded workspace NAME: $DBC_DATA_HOME/NAME, else $XDG_DATA_HOME/dbc/workspaces/NAME, else
/// ~/.local/share/dbc/workspaces/NAME. Errors for a name that is not letters, digits, '-', '_' or '.'.
[[nodiscard]] Result<std::filesystem::path> workspace_folder(std::string_view name,
                                                             const config::Environment& environment);

/// The door without a server: requests are answered by the workspace NAME in this very process.
[[nodiscard]] Result<std::unique_ptr<net::Transport>> open_embedded(std::string_view name,
                                                                    const config::Environment& environment);

}  // namespace dbc::embedded
