#include "dbc/base/descriptors.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace dbc {
namespace {

/// A descriptor may be set not to block by another process that shares it: a terminal, or the pipe of a program in an
/// event loop.
bool wait_for(int descriptor, short event) noexcept {
  pollfd end{.fd = descriptor, .events = event, .revents = 0};
  return ::poll(&end, 1, -1) >= 0;
}

bool would_block() noexcept { return errno == EAGAIN || errno == EWOULDBLOCK; }

/// The direction that its owner does not use, so that each use fails, as it would with no descriptor at all.
int useless_direction(int descriptor) noexcept { return descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY; }

}  // namespace

int write_whole(int descriptor, std::string_view content) noexcept {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written >= 0) {
      content.remove_prefix(static_cast<std::size_t>(written));
    } else if (would_block()) {
      (void)wait_for(descriptor, POLLOUT);  // what goes wrong shows at the next write
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

ssize_t read_some(int descriptor, char* buffer, std::size_t size) noexcept {
  while (true) {
    const ssize_t got = ::read(descriptor, buffer, size);
    if (got >= 0 || !would_block() || !wait_for(descriptor, POLLIN)) return got;
  }
}

int close_output() noexcept { return ::close(STDOUT_FILENO) == 0 || errno == EINTR ? 0 : errno; }

}  // namespace dbc
