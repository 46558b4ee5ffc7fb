#pragma once

#include <filesystem>
#include <vector>

namespace dbc::emulator {

/// The folders of this workspace and of others, which tasks must not look into: those beside it, those where workspaces
/// lie by default, those in memory, and those that are noted. A folder that holds nothing but workspaces is hidden as a
/// whole.
[[nodiscard]] std::vector<std::filesystem::path> hidden_folders(const std::filesystem::path& workspace_folder);

}  // namespace dbc::emulator
