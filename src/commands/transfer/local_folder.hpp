#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/result.hpp"

/// The local side of copying trees.
namespace dbc::commands {

enum class LocalKind {
  file,
  folder,
  other,  ///< a broken link, a socket, a pipe: never copied with a tree
};

/// What a path leads to; symbolic links are followed.
[[nodiscard]] LocalKind kind_of(const std::string& path);
[[nodiscard]] bool exists_locally(const std::string& path);

struct LocalEntry {
  std::string name;
  LocalKind kind = LocalKind::other;
};

/// What is in a folder, by name, but for files that are just arriving. `hidden`: also names that begin with a dot.
[[nodiscard]] Result<std::vector<LocalEntry>> list_local_folder(const std::string& folder, bool hidden);

/// "folder/name", with one slash.
[[nodiscard]] std::string join_local(std::string_view folder, std::string_view name);

/// Refuses a name from the service that would not stay in the folder it is put into.
[[nodiscard]] Result<void> check_remote_name(std::string_view name);

/// A folder on the way from the root of a walk, known by device and inode, so that a link back to it is noticed.
struct FolderTrail {
  dev_t device = 0;
  ino_t inode = 0;
  std::shared_ptr<const FolderTrail> above = {};
};

/// The trail with `folder` at its end; null where the folder is on it already.
[[nodiscard]] Result<std::shared_ptr<const FolderTrail>> enter_folder(const std::string& folder,
                                                                      std::shared_ptr<const FolderTrail> above);

/// Tells that a folder was left out because it leads back to one above it.
[[nodiscard]] std::string loop_warning(const std::string& folder);

}  // namespace dbc::commands
