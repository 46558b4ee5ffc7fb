#include "dbc/emulator/http/file_body.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace dbc::emulator {

FileBody::~FileBody() { ::close(descriptor_); }

Result<std::size_t> FileBody::read(std::uint64_t at, char* buffer, std::size_t capacity) const {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(capacity, length_ - std::min(at, length_)));
  if (wanted == 0) return std::size_t{0};
  while (true) {
    const ssize_t got = ::pread(descriptor_, buffer, wanted, static_cast<off_t>(offset_ + at));
    if (got > 0) return static_cast<std::size_t>(got);
    if (got == 0) return Error{.kind = ErrorKind::io, .message = "a file was cut short while it was sent"};
    if (errno != EINTR) return system_error(errno, "reading a file that is being sent");
  }
}

Result<void> FileBody::read_whole(std::uint64_t at, char* buffer, std::size_t size) const {
  for (std::size_t got = 0; got < size;) {
    DBC_TRY(const std::size_t more, FileBody::read(at + got, buffer + got, size - got));
    if (more == 0) return Error{.kind = ErrorKind::internal, .message = "a part of a file was read beyond its end"};
    got += more;
  }
  return {};
}

}  // namespace dbc::emulator
