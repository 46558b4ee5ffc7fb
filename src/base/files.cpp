#include "dbc/base/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "dbc/base/descriptors.hpp"
#include "dbc/base/text_encoding.hpp"
#include "partial_file.hpp"

namespace dbc {
namespace {

Error path_error(int number, std::string_view doing, const std::filesystem::path& path) {
  Error error = system_error(number, std::string(doing) + " " + path.string());
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  return error;
}

Result<void> write_all(int descriptor, std::string_view content, const std::filesystem::path& path) {
  const int problem = write_whole(descriptor, content);
  return problem == 0 ? Result<void>{} : path_error(problem, "writing", path);
}

Result<int> open_lock_file(const std::filesystem::path& path) {
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const int problem = errno;
  // What may only be read can be locked all the same.
  if (descriptor < 0 && (problem == EROFS || problem == EACCES || problem == EISDIR))
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return path_error(problem, "opening lock file", path);
  return descriptor;
}

Result<void> lock_descriptor(int descriptor, int operation, const std::filesystem::path& path) {
  while (::flock(descriptor, operation) != 0) {
    if (errno == EINTR) continue;
    const int number = errno;
    ::close(descriptor);
    Error error = path_error(number, "locking", path);
    if (number == EWOULDBLOCK) error.kind = ErrorKind::timeout;
    return error;
  }
  return {};
}

/// False where the file was replaced or removed since `descriptor` was opened.
bool is_still_at(int descriptor, const std::filesystem::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

Result<void> write_and_rename(const std::filesystem::path& path, std::string_view content, unsigned mode, bool syncs) {
  const auto target = resolve_links(path);
  auto [file, problem] = PartialFile::create(target, 0600);
  if (problem != 0) return path_error(problem, "writing", target);
  ::fchmod(file.descriptor(), mode);
  DBC_CHECK(write_all(file.descriptor(), content, target));
  if (syncs && ::fsync(file.descriptor()) != 0) return path_error(errno, "writing", target);
  if (const int refused = file.publish(target); refused != 0) return path_error(refused, "replacing", target);
  return {};
}

}  // namespace

std::filesystem::path resolve_links(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_symlink(path, ignored)) return path;
  auto target = std::filesystem::weakly_canonical(path, ignored);
  return ignored ? path : target;
}

Result<std::string> read_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return path_error(errno, "reading", path);
  std::string content;
  struct stat info {};
  if (::fstat(descriptor, &info) == 0 && info.st_size > 0) content.reserve(static_cast<std::size_t>(info.st_size));
  char buffer[65536];
  ssize_t got = 0;
  while ((got = ::read(descriptor, buffer, sizeof buffer)) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    content.append(buffer, static_cast<std::size_t>(got));
  }
  const int number = errno;
  ::close(descriptor);
  if (got < 0) return path_error(number, "reading", path);
  return content;
}

Result<std::string> read_text_file(const std::filesystem::path& path) {
  DBC_TRY(std::string bytes, read_file(path));
  auto text = as_utf8_text(std::move(bytes));
  if (text) return text;
  return std::move(text).error().with_context("reading " + path.string());
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  return write_and_rename(path, content, mode, true);
}

Result<void> write_file_atomically_unsynced(const std::filesystem::path& path, std::string_view content,
                                            unsigned mode) {
  return write_and_rename(path, content, mode, false);
}

Result<void> make_folders(const std::filesystem::path& path, unsigned mode) {
  if (path.empty()) return {};
  if (::mkdir(path.c_str(), mode) == 0) return {};
  if (errno == EEXIST) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return {};
    return path_error(ENOTDIR, "creating folder", path);
  }
  if (errno != ENOENT || !path.has_parent_path() || path.parent_path() == path)
    return path_error(errno, "creating folder", path);
  DBC_CHECK(make_folders(path.parent_path(), mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return path_error(errno, "creating folder", path);
  return {};
}

Result<FileLock> FileLock::acquire(const std::filesystem::path& path) {
  DBC_TRY(const int descriptor, open_lock_file(path));
  DBC_CHECK(lock_descriptor(descriptor, LOCK_EX, path));
  return FileLock(descriptor);
}

Result<FileLock> FileLock::acquire_replaceable(const std::filesystem::path& path) {
  while (true) {
    DBC_TRY(FileLock lock, acquire(path));
    if (is_still_at(lock.descriptor_, path)) return lock;
  }
}

Result<FileLock> FileLock::try_acquire(const std::filesystem::path& path) {
  DBC_TRY(const int descriptor, open_lock_file(path));
  DBC_CHECK(lock_descriptor(descriptor, LOCK_EX | LOCK_NB, path));
  return FileLock(descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace dbc
