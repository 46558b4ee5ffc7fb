#include "emulator/store/log_place.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <mutex>
#include <string>

#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {
namespace {

constexpr const char* k_mark = "user.dbc.name-on-disk";

/// Tells this file from a copy that took its mark along; empty where the file is not there.
std::string mark_of(const char* file) {
  struct stat info {};
  if (::lstat(file, &info) != 0) return {};
  return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino);
}

bool is_marked(const char* file, const std::string& mark) {
  std::array<char, 64> found{};
  const ssize_t size = ::lgetxattr(file, k_mark, found.data(), found.size());
  return size > 0 && mark == std::string_view(found.data(), static_cast<std::size_t>(size));
}

/// In the place of SQLite's own function, which opens the folder of `file` for a sync. SQLite has nothing left to do.
int open_folder_to_sync(const char* file, int* /*descriptor*/) {
  (void)sync_name_once(file);
  return SQLITE_CANTOPEN;
}

}  // namespace

bool sync_name_once(const char* file) {
  const std::string mark = mark_of(file);
  if (!mark.empty() && is_marked(file, mark)) return false;
  const auto folder = std::filesystem::path(file).parent_path();
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const bool is_synced = opened.is_open() && ::fsync(opened.get()) == 0;
  if (is_synced && !mark.empty()) (void)::lsetxattr(file, k_mark, mark.data(), mark.size(), 0);
  return true;
}

void sync_names_of_logs_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_initialize();
    sqlite3_vfs* vfs = sqlite3_vfs_find("unix");
    if (vfs == nullptr || vfs->iVersion < 3) return;
    vfs->xSetSystemCall(vfs, "openDirectory", reinterpret_cast<sqlite3_syscall_ptr>(&open_folder_to_sync));
  });
}

}  // namespace dbc::emulator
