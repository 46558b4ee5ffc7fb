#include "dbc/base/incoming_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"

namespace dbc {
namespace {

constexpr mode_t k_new_file = 0666;  // less the umask, as for every file a program makes
constexpr mode_t k_permissions = 07777;

Error writing_error(int number, const std::filesystem::path& target) {
  Error error = system_error(number, "writing " + target.string());
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  return error;
}

/// Hidden, and not made of the target's name, which may be as long as a name can be.
std::filesystem::path name_beside(const std::filesystem::path& target) {
  return target.parent_path() / (".dbc-partial-" + random_hex(8));
}

std::optional<mode_t> mode_of(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return info.st_mode;
}

}  // namespace

Result<IncomingFile> IncomingFile::create(const std::filesystem::path& path) {
  const auto existing = mode_of(path);
  if (existing && S_ISDIR(*existing)) return writing_error(EISDIR, path);
  if (existing && !S_ISREG(*existing)) {
    const int direct = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (direct < 0) return writing_error(errno, path);
    return IncomingFile(direct, {}, path);
  }
  if (existing && ::access(path.c_str(), W_OK) != 0) return writing_error(errno, path);
  auto target = resolve_links(path);
  auto temporary = name_beside(target);
  const mode_t mode = existing ? *existing & k_permissions : k_new_file;
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return writing_error(errno, path);
  if (existing) ::fchmod(descriptor, mode);
  return IncomingFile(descriptor, std::move(temporary), std::move(target));
}

Result<void> IncomingFile::write(std::string_view part) {
  while (!part.empty()) {
    const ssize_t written = ::write(descriptor_, part.data(), part.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return writing_error(errno, target_);
    part.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> IncomingFile::commit() {
  // A full disk of another machine may be told only here.
  if (::close(std::exchange(descriptor_, -1)) != 0) return writing_error(errno, target_);
  if (temporary_.empty()) return {};
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return writing_error(errno, target_);
  temporary_.clear();
  return {};
}

IncomingFile::IncomingFile(IncomingFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      temporary_(std::exchange(other.temporary_, {})),
      target_(std::move(other.target_)) {}

IncomingFile& IncomingFile::operator=(IncomingFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(temporary_, other.temporary_);
  std::swap(target_, other.target_);
  return *this;
}

IncomingFile::~IncomingFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

}  // namespace dbc
