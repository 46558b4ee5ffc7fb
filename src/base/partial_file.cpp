#include "partial_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "dbc/base/incoming_file.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/removed_by_signal.hpp"

namespace dbc {
namespace {

constexpr std::string_view k_prefix = ".dbc-partial-";

std::filesystem::path folder_of(const std::filesystem::path& target) {
  return target.has_parent_path() ? target.parent_path() : ".";
}

/// Hidden, and not made of the target's name, which may be as long as a name can be.
std::filesystem::path name_beside(const std::filesystem::path& target) {
  return target.parent_path() / (std::string(k_prefix) + random_hex(8));
}

std::string link_to(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

/// -1 where there are no files without a name, or none could be given one later.
int open_without_name(const std::filesystem::path& target, mode_t mode) {
  const int descriptor = ::open(folder_of(target).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  if (descriptor < 0 || ::access(link_to(descriptor).c_str(), F_OK) == 0) return descriptor;
  ::close(descriptor);
  return -1;
}

bool lock_at_once(int descriptor) { return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0; }

/// Removes what processes that died have left in a folder: nobody has it locked.
void sweep(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::directory_iterator entry(folder, ignored);
  for (; entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    if (!is_partial_name(entry->path().filename().string())) continue;
    const int descriptor = ::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (lock_at_once(descriptor)) ::unlink(entry->path().c_str());
    ::close(descriptor);
  }
}

/// Once for each folder in turn: a tree is filled folder by folder.
void sweep_once(const std::filesystem::path& folder) {
  thread_local std::filesystem::path last;
  if (last == folder) return;
  last = folder;
  sweep(folder);
}

}  // namespace

bool is_partial_name(std::string_view name) { return name.starts_with(k_prefix); }

std::pair<PartialFile, int> PartialFile::create(const std::filesystem::path& target, mode_t mode) {
  PartialFile file;
  file.descriptor_ = open_without_name(target, mode);
  if (file.descriptor_ >= 0) return {std::move(file), 0};
  sweep_once(folder_of(target));
  file.name_ = name_beside(target);
  file.slot_ = remove_by_signal(file.name_.c_str());
  file.descriptor_ = ::open(file.name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  const int problem = file.descriptor_ < 0 ? errno : 0;
  if (problem == 0) (void)lock_at_once(file.descriptor_);
  return {std::move(file), problem};
}

int PartialFile::take_name(const std::filesystem::path& target) {
  name_ = name_beside(target);
  slot_ = remove_by_signal(name_.c_str());
  const auto link = link_to(descriptor_);
  return ::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, name_.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

int PartialFile::publish(const std::filesystem::path& target) {
  if (name_.empty()) {
    if (const int problem = take_name(target); problem != 0) return problem;
  }
  // A full disk of another machine may be told only here.
  if (::close(std::exchange(descriptor_, -1)) != 0) return errno;
  if (::rename(name_.c_str(), target.c_str()) != 0) return errno;
  keep_from_signal(std::exchange(slot_, -1));
  name_.clear();
  return 0;
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      slot_(std::exchange(other.slot_, -1)),
      name_(std::exchange(other.name_, {})) {}

PartialFile& PartialFile::operator=(PartialFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(slot_, other.slot_);
  std::swap(name_, other.name_);
  return *this;
}

PartialFile::~PartialFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!name_.empty()) ::unlink(name_.c_str());
  keep_from_signal(slot_);
}

}  // namespace dbc
