#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dbc::emulator {

/// A folder or file of the machine that a process shall see at another place.
struct Mount {
  std::filesystem::path source;  ///< empty: a folder without anything, which nobody can write to
  std::string target;            ///< absolute; `/dbfs`
  bool is_read_only = false;
};

/// What a process sees of the file system, where it differs from the machine's own.
struct World {
  std::filesystem::path scratch;   ///< an empty folder, where the new root is put together
  std::vector<Mount> mounts = {};  ///< later ones may lie in earlier ones
  /// Folders of the machine that it can only read, as far as they are there.
  std::vector<std::filesystem::path> read_only = {};
  std::vector<std::filesystem::path> hidden;  ///< folders that appear empty, and that cannot be moved aside
};

/// What did not work, for the process that started the caller.
struct WorldProblem {
  int error_number = 0;
  const char* step = nullptr;
};

/// Lets folders appear empty to all who are in this process's mount namespace. The folders above them are pinned: a job
/// must not move one aside to find what was hidden uncovered later, and what something is mounted on cannot be renamed.
class Hiding {
 public:
  /// `root` is where the folders' root is to be found.
  Hiding(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& root);
  /// Calls nothing but the kernel.
  [[nodiscard]] WorldProblem apply() const;

 private:
  std::vector<std::string> pinned_;
  std::vector<std::string> hidden_;
};

/// Makes this process see the world. It must be alone in new user, mount and PID namespaces, and is the first process
/// of these. `uid` and `gid` are its ids before.
[[nodiscard]] WorldProblem enter_world(const World& world, unsigned uid, unsigned gid);

/// Gives up the rights that building the world took, for good.
void drop_world_rights();

}  // namespace dbc::emulator
