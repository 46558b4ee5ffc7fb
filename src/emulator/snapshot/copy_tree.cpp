#include "emulator/snapshot/copy_tree.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <vector>

#include "dbc/base/descriptors.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

Error copy_error(const fs::path& path) { return system_error(errno, "copying " + path.string()); }

Result<void> copy_content(int from, int to, const fs::path& path) {
  if (::ioctl(to, FICLONE, from) == 0) return {};
  std::vector<char> part(1U << 20U);
  while (true) {
    const ssize_t got = ::read(from, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return copy_error(path);
    if (got == 0) return {};
    const int problem = write_whole(to, {part.data(), static_cast<std::size_t>(got)});
    if (problem != 0) return system_error(problem, "copying " + path.string());
  }
}

/// The times go with the copy: they are what the workspace tells of a file.
Result<void> copy_times(int to, const struct stat& info, const fs::path& path) {
  const std::array<timespec, 2> times{info.st_atim, info.st_mtim};
  if (::futimens(to, times.data()) != 0) return copy_error(path);
  return {};
}

/// A folder of the tree that is being copied: both sides of it, and its place within them.
struct Pair {
  int from;
  int to;
  fs::path below;
};

Result<void> copy_file(const Descriptor& from, const Pair& folders, const std::string& name, const struct stat& info) {
  const fs::path path = folders.below / name;
  const Descriptor copy(
      ::openat(folders.to, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, info.st_mode & 0700U));
  if (!copy.is_open()) return copy_error(path);
  DBC_CHECK(copy_content(from.get(), copy.get(), path));
  return copy_times(copy.get(), info, path);
}

Result<void> copy_link(const Pair& folders, const std::string& name) {
  std::array<char, 4097> target{};
  const ssize_t size = ::readlinkat(folders.from, name.c_str(), target.data(), target.size() - 1);
  if (size < 0 || ::symlinkat(target.data(), folders.to, name.c_str()) != 0) return copy_error(folders.below / name);
  return {};
}

/// Copies what is no folder, and tells whether it is one.
Result<bool> copy_entry(const Pair& folders, const std::string& name, Links links) {
  // A pipe must not block.
  const Descriptor opened(::openat(folders.from, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!opened.is_open() && errno == ELOOP && links == Links::keep) {
    DBC_CHECK(copy_link(folders, name));
    return false;
  }
  if (!opened.is_open() && (errno == ENOENT || errno == ELOOP || errno == ENXIO)) return false;
  struct stat info {};
  if (!opened.is_open() || ::fstat(opened.get(), &info) != 0) return copy_error(folders.below / name);
  if (S_ISDIR(info.st_mode)) {
    if (::mkdirat(folders.to, name.c_str(), 0700) != 0) return copy_error(folders.below / name);
    return true;
  }
  if (S_ISREG(info.st_mode)) DBC_CHECK(copy_file(opened, folders, name, info));
  return false;
}

/// The copying of one tree, folder by folder from the top. Neither the depth of the tree nor what a job makes of it
/// meanwhile matters: each folder is reached anew, name by name.
class TreeCopy {
 public:
  TreeCopy(const fs::path& from, const fs::path& to, Links links) : from_(from), to_(to), links_(links) {}

  Result<void> run() {
    for (std::size_t next = 0; next < folders_.size(); ++next) DBC_CHECK(copy_folder(next));
    // Last, because each entry that was made in them changed them; the inner ones first.
    for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) DBC_CHECK(set_times(*folder));
    return {};
  }

 private:
  struct Folder {
    fs::path below;
    struct stat info = {};
  };

  Result<void> copy_folder(std::size_t index) {
    constexpr std::size_t k_longest = 4096;  // what no path can name is in no tree
    const fs::path below = folders_[index].below;
    DBC_TRY(const auto from, folder_below(from_, below, Missing::fails));
    DBC_TRY(const auto to, folder_below(to_, below, Missing::fails));
    if (::fstat(from.get(), &folders_[index].info) != 0) return copy_error(from_ / below);
    for (const auto& name : names_in(from.get())) {
      if (below.native().size() + name.size() >= k_longest) continue;
      DBC_TRY(const bool is_folder, copy_entry({from.get(), to.get(), below}, name, links_));
      if (is_folder) folders_.push_back({.below = below / name});
    }
    return {};
  }

  Result<void> set_times(const Folder& folder) const {
    DBC_TRY(const auto copy, folder_below(to_, folder.below, Missing::fails));
    return copy_times(copy.get(), folder.info, to_ / folder.below);
  }

  fs::path from_;
  fs::path to_;
  Links links_;
  std::vector<Folder> folders_{{}};
};

}  // namespace

Result<void> copy_one_file(const fs::path& from, const fs::path& to) {
  const Descriptor opened(::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!opened.is_open() || ::fstat(opened.get(), &info) != 0) return copy_error(from);
  if (!S_ISREG(info.st_mode)) return {};
  return copy_file(opened, {.from = AT_FDCWD, .to = AT_FDCWD, .below = {}}, to.string(), info);
}

Result<void> copy_tree(const fs::path& from, const fs::path& to, Links links) {
  if (::mkdir(to.c_str(), 0700) != 0) return copy_error(to);
  return TreeCopy(from, to, links).run();
}

}  // namespace dbc::emulator
