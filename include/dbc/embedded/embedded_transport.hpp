#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/config/profile.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::embedded {

/// Folder of the embedded workspace NAME: $DBC_DATA_HOME/NAME, else $XDG_DATA_HOME/dbc/workspaces/NAME, else
/// ~/.local/share/dbc/workspaces/NAME. Errors for a name that is not letters, digits, '-', '_' or '.'.
[[nodiscard]] Result<std::filesystem::path> workspace_folder(std::string_view name,
                                                             const config::Environment& environment);

/// Makes the folder of a workspace that somebody has asked for by name; the workspace itself comes with its first use.
[[nodiscard]] Result<std::filesystem::path> make_folder(std::string_view name, const config::Environment& environment);

/// False where not even the folder of the workspace NAME is there: who uses it now makes it.
[[nodiscard]] bool has_folder(std::string_view name, const config::Environment& environment);

/// Names of the embedded workspaces that have a folder.
[[nodiscard]] std::vector<std::string> workspace_names(const config::Environment& environment);

/// Makes one door after the other to a workspace that is open. All of them share it, so that threads with a door each
/// write together; it is closed with the last of them. May be called from any thread.
using EmbeddedDoors = std::function<std::unique_ptr<net::Transport>()>;

/// The doors without a server: requests are answered by the workspace NAME in this very process.
[[nodiscard]] Result<EmbeddedDoors> open_embedded(std::string_view name, const config::Environment& environment);

}  // namespace dbc::embedded
