#include "dbc/output/stream.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace dbc::output {

Result<void> DescriptorStream::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return Error{.kind = ErrorKind::aborted, .message = ""};
    if (written < 0)
      return system_error(errno, descriptor_ == STDOUT_FILENO ? "writing to standard output" : "writing output");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

bool DescriptorStream::is_terminal() const { return ::isatty(descriptor_) == 1; }

std::size_t DescriptorStream::columns() const {
  winsize size{};
  return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace dbc::output
