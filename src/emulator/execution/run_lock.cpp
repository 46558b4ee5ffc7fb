#include "emulator/execution/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "dbc/base/files.hpp"

namespace dbc::emulator {
namespace {

/// False where the file was removed after it was opened: then another one may have its name.
bool is_still_there(int descriptor, const std::filesystem::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

Result<std::optional<RunLock>> RunLock::try_take(const RunFolder& folder) {
  DBC_CHECK(make_folders(folder.root(), 0700));
  while (true) {
    Descriptor file(::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!file.is_open()) return system_error(errno, "opening " + folder.lock().string());
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno == EWOULDBLOCK) return std::optional<RunLock>{};
      return system_error(errno, "locking " + folder.lock().string());
    }
    if (!is_still_there(file.get(), folder.lock())) continue;
    RunLock lock(folder.lock(), std::move(file));
    (void)lock.forget_holder();  // a full disk is no reason not to carry the run out
    return std::optional(std::move(lock));
  }
}

RunLock RunLock::adopt(const RunFolder& folder, int descriptor) {
  (void)::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return {folder.lock(), Descriptor(descriptor)};
}

/// Who signed it before is gone, and its number may be another process's by now.
Result<void> RunLock::forget_holder() {
  char first = '-';
  const bool is_signed = ::pread(file_.get(), &first, 1, 0) == 1 && first != '-';
  return is_signed ? write("-", restarts()) : Result<void>{};
}

Result<void> RunLock::sign() { return write(std::to_string(::getpid()), restarts()); }

Result<void> RunLock::note_restart() { return write("-", restarts() + 1); }

int RunLock::restarts() const {
  char text[64];
  const ssize_t got = ::pread(file_.get(), text, sizeof text, 0);
  if (got <= 0) return 0;
  const char* end = text + got;
  const char* blank = std::find<const char*>(text, end, ' ');
  int count = 0;
  if (blank != end) (void)std::from_chars(blank + 1, end, count);
  return count;
}

/// The text is the holder's number, then the count of restarts.
Result<void> RunLock::write(const std::string& holder, int restarts) {
  const std::string text = holder + " " + std::to_string(restarts) + "\n";
  if (::ftruncate(file_.get(), 0) != 0 ||
      ::pwrite(file_.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return system_error(errno, "writing " + path_.string());
  return {};
}

void RunLock::remove() { ::unlink(path_.c_str()); }

std::optional<pid_t> holder_of(const RunFolder& folder) {
  Descriptor file(::open(folder.lock().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open() || ::flock(file.get(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) return std::nullopt;
  char text[32];
  const ssize_t got = ::read(file.get(), text, sizeof text);
  pid_t process = 0;
  if (got <= 0 || std::from_chars(text, text + got, process).ec != std::errc{} || process <= 1) return std::nullopt;
  return process;
}

}  // namespace dbc::emulator
