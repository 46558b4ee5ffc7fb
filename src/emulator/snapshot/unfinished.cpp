#include "emulator/snapshot/unfinished.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <string>

#include "dbc/base/files.hpp"

namespace dbc::emulator {

namespace fs = std::filesystem;

Result<Descriptor> make_unfinished(const fs::path& folder) {
  DBC_CHECK(make_folders(folder, 0700));
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return system_error(errno, "opening " + folder.string());
  if (::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) return system_error(errno, "locking " + folder.string());
  return opened;
}

void remove_unlocked(const fs::path& parent, std::string_view prefix, std::string_view suffix) {
  std::error_code problem;
  for (fs::directory_iterator entry(parent, problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix)) continue;
    const Descriptor opened(::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::error_code is_gone;  // another process removes it too
    if (opened.is_open() && ::flock(opened.get(), LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry->path(), is_gone);
  }
}

void remove_unfinished_snapshots(const fs::path& snapshots) {
  for (const auto* prefix : {".saving-", ".discarded-"}) remove_unlocked(snapshots, prefix);
}

}  // namespace dbc::emulator
