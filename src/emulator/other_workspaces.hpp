#pragma once

#include <filesystem>
#include <vector>

// Workspaces of the same user know of each other for one reason: so that the tasks of each see nothing of the others.

namespace dbc::emulator {

/// The name of the folder, where workspaces lie by default, of what `note_workspace` notes.
constexpr const char* k_list_of_others = ".others";

/// The workspaces outside of the usual place that were made or served on this machine, as far as they are still there.
[[nodiscard]] std::vector<std::filesystem::path> noted_workspaces();

/// Lets later tasks of other workspaces know of this one. No effect in the usual place, where they look anyway.
void note_workspace(const std::filesystem::path& folder);

/// The same for tasks that run already, too: it appears empty to them from here on. To be called with a folder that is
/// to become a workspace, before it holds anything that they must not see.
void hide_from_tasks(const std::filesystem::path& folder);

}  // namespace dbc::emulator
