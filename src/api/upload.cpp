#include "dbc/api/upload.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace dbc::api {
namespace {

Error reading_error(int number, const std::filesystem::path& file) {
  Error error = system_error(number, "reading " + file.string());
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  return error;
}

/// A file that must have as many bytes at its end as it had at its beginning.
class OpenFile {
 public:
  OpenFile(int descriptor, std::filesystem::path path, std::optional<std::size_t> size)
      : descriptor_(descriptor), path_(std::move(path)), size_(size) {}
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  Result<std::size_t> read(char* buffer, std::size_t capacity) {
    DBC_TRY(const std::size_t got, read_some(buffer, capacity));
    sent_ += got;
    if (size_ && (sent_ > *size_ || (got == 0 && capacity > 0 && sent_ < *size_)))
      return Error{.kind = ErrorKind::io,
                   .message = path_.string() + " changed while it was read",
                   .hint = "Nothing of it was stored; try again"};
    return got;
  }

  Result<void> rewind() {
    if (::lseek(descriptor_, 0, SEEK_SET) < 0) return reading_error(errno, path_);
    sent_ = 0;
    return {};
  }

 private:
  Result<std::size_t> read_some(char* buffer, std::size_t capacity) const {
    while (true) {
      const ssize_t got = ::read(descriptor_, buffer, capacity);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return reading_error(errno, path_);
    }
  }

  int descriptor_;
  std::filesystem::path path_;
  std::optional<std::size_t> size_;
  std::size_t sent_ = 0;
};

}  // namespace

Result<Upload> open_upload(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return reading_error(errno, file);
  struct stat info {};
  const bool known = ::fstat(descriptor, &info) == 0;
  if (known && S_ISDIR(info.st_mode)) {
    ::close(descriptor);
    return reading_error(EISDIR, file);
  }
  std::optional<std::size_t> size;
  if (known && S_ISREG(info.st_mode)) size = static_cast<std::size_t>(info.st_size);
  const auto open_file = std::make_shared<OpenFile>(descriptor, file, size);
  Upload upload{.file_name = file.filename().string()};
  upload.content.size = size;
  upload.content.read = [open_file](char* buffer, std::size_t capacity) { return open_file->read(buffer, capacity); };
  if (size) upload.content.rewind = [open_file] { return open_file->rewind(); };
  return upload;
}

Upload upload_of(std::string file_name, std::string bytes) {
  struct State {
    std::string bytes;
    std::size_t at = 0;
  };
  const auto state = std::make_shared<State>(State{.bytes = std::move(bytes)});
  Upload upload{.file_name = std::move(file_name)};
  upload.content.size = state->bytes.size();
  upload.content.read = [state](char* buffer, std::size_t capacity) -> Result<std::size_t> {
    const std::size_t count = std::min(capacity, state->bytes.size() - state->at);
    std::copy_n(state->bytes.data() + state->at, count, buffer);
    state->at += count;
    return count;
  };
  upload.content.rewind = [state]() -> Result<void> {
    state->at = 0;
    return {};
  };
  return upload;
}

}  // namespace dbc::api
