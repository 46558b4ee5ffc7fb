#include "daemon.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "dbc/base/descriptors.hpp"

namespace dbc::commands {
namespace {

constexpr char k_ready = 'R';
constexpr char k_failed = 'F';

/// Nobody is left to tell if this fails.
void send_all(int descriptor, std::string_view text) { (void)write_whole(descriptor, text); }

/// A background process keeps no terminal and no pipe of the one that started it: a script that waits for the end of
/// what it reads would wait for the server. Standard error goes last, because a person sees what is said until the
/// start is over.
class OwnStreams {
 public:
  /// `kept` stays.
  OwnStreams(int kept, const std::filesystem::path& log) {
    ::setsid();
    if (kept > STDERR_FILENO + 1) (void)::close_range(STDERR_FILENO + 1, static_cast<unsigned>(kept) - 1, 0);
    (void)::close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    output_ = file >= 0 ? file : null;
    ::dup2(null, STDIN_FILENO);
    ::dup2(output_, STDOUT_FILENO);
  }
  void take_standard_error() const { ::dup2(output_, STDERR_FILENO); }

 private:
  int output_;
};

[[noreturn]] void run_child(int pipe, const std::filesystem::path& log,
                            const std::function<Result<void>(const Ready&)>& body) {
  const OwnStreams streams(pipe, log);
  const auto done = body([pipe, &streams](const std::string& text) -> Result<void> {
    streams.take_standard_error();
    // Nor does it keep the folder, in which it has found by now what it was told to use.
    if (::chdir("/") != 0) return system_error(errno, "leaving the working directory");
    send_all(pipe, k_ready + text);
    ::close(pipe);
    return {};
  });
  if (!done) {
    send_all(pipe, k_failed + done.error().message + "\n" + done.error().hint);
    streams.take_standard_error();
    send_all(STDERR_FILENO, "Error: " + done.error().message + "\n");
  }
  ::_exit(done ? 0 : 1);
}

std::string read_all(int descriptor) {
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(descriptor, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

Error failure_from(const std::string& told) {
  const auto line = told.find('\n');
  if (told.empty()) return {.kind = ErrorKind::internal, .message = "the background process ended before it was ready"};
  return {.kind = ErrorKind::io,
          .message = told.substr(1, line == std::string::npos ? line : line - 1),
          .hint = line == std::string::npos ? "" : told.substr(line + 1)};
}

}  // namespace

Result<std::string> start_detached(const std::filesystem::path& log,
                                   const std::function<Result<void>(const Ready&)>& body) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(errno, "making a pipe");
  const pid_t first = ::fork();
  if (first < 0) return system_error(errno, "starting a background process");
  if (first == 0) {
    ::close(ends[0]);
    if (::fork() != 0) ::_exit(0);  // the grandchild belongs to init, so nobody has to wait for it
    run_child(ends[1], log, body);
  }
  ::close(ends[1]);
  ::waitpid(first, nullptr, 0);
  const std::string told = read_all(ends[0]);
  ::close(ends[0]);
  if (!told.starts_with(k_ready)) return failure_from(told);
  return told.substr(1);
}

}  // namespace dbc::commands
