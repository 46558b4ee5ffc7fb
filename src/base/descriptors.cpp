#include "dbc/base/descriptors.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace dbc {
namespace {

/// A descriptor may be set not to block by another process that shares it: a terminal, or the pipe of a program in an
/// event loop.
void wait_until_writable(int descriptor) noexcept {
  pollfd end{.fd = descriptor, .events = POLLOUT, .revents = 0};
  (void)::poll(&end, 1, -1);  // what goes wrong shows at the next write
}

/// The direction that its owner does not use, so that each use fails, as it would with no descriptor at all.
int useless_direction(int descriptor) noexcept { return descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY; }

}  // namespace

int write_whole(int descriptor, std::string_view content) noexcept {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written >= 0) {
      content.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_until_writable(descriptor);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void occupy_standard_descriptors() noexcept {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free number is the missing one. Where there is no /dev, any file or folder serves.
    if (::open("/dev/null", useless_direction(descriptor)) < 0) (void)!::open("/", O_RDONLY | O_DIRECTORY);
  }
}

int close_output() noexcept { return ::close(STDOUT_FILENO) == 0 || errno == EINTR ? 0 : errno; }

}  // namespace dbc
