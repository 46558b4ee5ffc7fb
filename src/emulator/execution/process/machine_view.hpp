#pragma once

#include <filesystem>

#include "emulator/execution/process/world.hpp"

// What a new root shows of the machine. To be called in new user, mount and PID namespaces; false stands for errno.

namespace dbc::emulator {

/// A folder or file with all that is mounted in it, at another place.
[[nodiscard]] bool bind(const std::filesystem::path& source, const std::filesystem::path& target);

/// Nobody who sees what is mounted there can write to it.
[[nodiscard]] bool make_read_only(const std::filesystem::path& place);

/// The machine's folders right below its root appear in `root`, unless the world has something of that name; processes
/// are those of this namespace. What would lead to the machine around them is left out: disks, and the switches of the
/// kernel that its files are.
[[nodiscard]] bool show_machine(const World& world, const std::filesystem::path& root);

}  // namespace dbc::emulator
