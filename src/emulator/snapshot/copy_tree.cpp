#include "emulator/snapshot/copy_tree.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <vector>

#include "dbc/base/descriptors.hpp"
#include "emulator/files/descriptor.hpp"

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

Result<void> copy_file_at(const Descriptor& from, const fs::path& to, const struct stat& info) {
  const Descriptor copy(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, info.st_mode & 0700U));
  if (!copy.is_open()) return copy_error(to);
  DBC_CHECK(copy_content(from.get(), copy.get(), to));
  return copy_times(copy.get(), info, to);
}

Result<void> copy_link(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  const auto target = fs::read_symlink(from, problem);
  if (!problem) fs::create_symlink(target, to, problem);
  if (problem) return system_error(problem.value(), "copying " + from.string());
  return {};
}

Result<void> copy_entry(const fs::path& from, const fs::path& to, Links links) {
  // A pipe must not block.
  const Descriptor opened(::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!opened.is_open() && errno == ELOOP && links == Links::keep) return copy_link(from, to);
  if (!opened.is_open() && (errno == ENOENT || errno == ELOOP || errno == ENXIO)) return {};
  struct stat info {};
  if (!opened.is_open() || ::fstat(opened.get(), &info) != 0) return copy_error(from);
  if (S_ISDIR(info.st_mode)) return copy_tree(from, to, links);
  if (!S_ISREG(info.st_mode)) return {};
  return copy_file_at(opened, to, info);
}

}  // namespace

Result<void> copy_one_file(const fs::path& from, const fs::path& to) { return copy_entry(from, to, Links::leave_out); }

Result<void> copy_tree(const fs::path& from, const fs::path& to, Links links) {
  const Descriptor folder(::open(from.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat info {};
  if (!folder.is_open() || ::fstat(folder.get(), &info) != 0) return copy_error(from);
  if (::mkdir(to.c_str(), 0700) != 0) return copy_error(to);
  std::error_code problem;
  for (fs::directory_iterator entry(from, problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem))
    DBC_CHECK(copy_entry(entry->path(), to / entry->path().filename(), links));
  if (problem) return system_error(problem.value(), "copying " + from.string());
  const Descriptor copy(::open(to.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!copy.is_open()) return copy_error(to);
  return copy_times(copy.get(), info, to);
}

}  // namespace dbc::emulator
