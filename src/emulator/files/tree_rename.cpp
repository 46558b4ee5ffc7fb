#include "emulator/files/tree_rename.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"
#include "dbc/emulator/tree_removal.hpp"
#include "emulator/files/beneath.hpp"
#include "emulator/files/disk_error.hpp"

namespace dbc::emulator {
namespace {

bool is_there(int folder, const std::string& name) {
  struct stat info {};
  return ::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
}

bool plain_rename(const Renaming& r) {
  return ::renameat(r.from_folder, r.from.c_str(), r.to_folder, r.to.c_str()) == 0;
}

}  // namespace

void empty_trash(const std::filesystem::path& trash) {
  std::error_code ignored;
  std::filesystem::directory_iterator entry(trash, ignored);
  for (; entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    (void)remove_tree(entry->path());  // another process empties it too
  }
}

bool rename_at(const Renaming& r) {
  if (r.replaces) return plain_rename(r);
  if (::renameat2(r.from_folder, r.from.c_str(), r.to_folder, r.to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system that cannot look and rename in one step.
  if (!is_there(r.to_folder, r.to)) return plain_rename(r);
  errno = EEXIST;
  return false;
}

Result<Outcome> throw_away(int parent, const std::string& name, const std::filesystem::path& trash) {
  DBC_CHECK(make_folders(trash, 0700));
  const Renaming renaming{.from_folder = parent,
                          .from = name,
                          .to_folder = AT_FDCWD,
                          .to = (trash / random_hex(12)).string(),
                          .replaces = false};
  bool is_away = rename_at(renaming);
  if (!is_away && errno == EACCES) {
    open_up(parent, name);
    is_away = rename_at(renaming);
  }
  if (!is_away) {
    if (errno == ENOENT) return Outcome::missing;
    return disk_error(errno, "removing from the workspace's files");
  }
  if (::fsync(parent) != 0) return disk_error(errno, "removing from the workspace's files");
  empty_trash(trash);
  return Outcome::done;
}

}  // namespace dbc::emulator
