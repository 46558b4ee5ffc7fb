#pragma once

#include <filesystem>

namespace dbc::emulator {

/// Removes from the workspace in a folder what processes have left that were killed at work: files that were arriving,
/// trash, unfinished snapshots and replacements. What belongs to a living process stays. To be called by who has the
/// lock of the folder's server; does nothing where there is no workspace.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace dbc::emulator
