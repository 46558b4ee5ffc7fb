#include "dbc/output/stream.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "dbc/base/descriptors.hpp"

namespace dbc::output {

Result<void> DescriptorStream::write(std::string_view text) {
  const int problem = write_whole(descriptor_, text);
  if (problem == 0) return {};
  if (problem == EPIPE) return Error{.kind = ErrorKind::aborted, .message = ""};
  // Talk that nobody can hear is no reason to leave work undone: the exit code tells.
  if (descriptor_ == STDERR_FILENO) return {};
  return system_error(problem, descriptor_ == STDOUT_FILENO ? "writing to standard output" : "writing output");
}

bool DescriptorStream::is_terminal() const { return ::isatty(descriptor_) == 1; }

std::size_t DescriptorStream::columns() const {
  winsize size{};
  return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace dbc::output
