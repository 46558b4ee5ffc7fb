#pragma once

#include <sys/types.h>

#include <filesystem>
#include <vector>

namespace dbc::emulator {

/// Lets folders appear empty in the world that a process is in; it must be in namespaces that this user made. Safe in a
/// process with threads.
void hide_in_world_of(pid_t process, const std::vector<std::filesystem::path>& folders);

/// Lets a folder appear empty in the worlds of all tasks that this user runs at present.
void hide_in_running_worlds(const std::filesystem::path& folder);

}  // namespace dbc::emulator
