#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dbc::emulator {

/// A folder or file of the machine that a process shall see at another place.
struct Mount {
  std::filesystem::path source;
  std::string target;  ///< absolute; `/dbfs`
};

/// What a process sees of the file system, where it differs from the machine's own.
struct World {
  std::filesystem::path scratch;              ///< an empty folder, where the new root is put together
  std::vector<Mount> mounts = {};             ///< later ones may lie in earlier ones
  std::vector<std::filesystem::path> hidden;  ///< folders that appear empty
};

/// What did not work, for the process that started the caller.
struct WorldProblem {
  int error_number = 0;
  const char* step = nullptr;
};

/// Makes this process see the world. It must be alone in new user, mount and PID namespaces, and is the first process
/// of these. `uid` and `gid` are its ids before.
[[nodiscard]] WorldProblem enter_world(const World& world, unsigned uid, unsigned gid);

/// Gives up the rights that building the world took, for good.
void drop_world_rights();

}  // namespace dbc::emulator
