#pragma once

#include <filesystem>
#include <optional>

#include "dbc/base/environment.hpp"

namespace dbc::emulator {

/// Where the workspaces lie that nobody gave a place: $DBC_DATA_HOME, else $XDG_DATA_HOME/dbc/workspaces, else
/// ~/.local/share/dbc/workspaces. Nothing where none of the variables is set.
[[nodiscard]] std::optional<std::filesystem::path> workspaces_place(const Environment& environment);

}  // namespace dbc::emulator
