#pragma once

#include <filesystem>
#include <string>

#include "emulator/files/file_tree.hpp"

namespace dbc::emulator {

/// A rename between two open folders.
struct Renaming {
  int from_folder;
  std::string from;
  int to_folder;
  std::string to;
  bool replaces;
};

/// False, with errno set, where it failed: EEXIST where something is in the way and must not be replaced.
[[nodiscard]] bool rename_at(const Renaming& renaming);

/// Moves `name` of the open folder `parent` to the folder `trash` and removes it there with all it holds. Once it is
/// out of the tree, the change counts as done: what a crash leaves in the trash goes with the next removal.
[[nodiscard]] Result<Outcome> throw_away(int parent, const std::string& name, const std::filesystem::path& trash);

/// Removes what lies in the trash.
void empty_trash(const std::filesystem::path& trash);

}  // namespace dbc::emulator
