#include "emulator/execution/detached_start.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));  // execve changes none of them
  all.push_back(nullptr);
  return all;
}

/// Everything that the child needs, made before the fork: from there on only system calls are allowed.
struct Prepared {
  const char* program;
  std::vector<char*> argv;
  std::vector<char*> environment;
  int kept;
  int null;
  int report;
};

[[noreturn]] void become(const Prepared& prepared) {
  constexpr int k_free = 10;
  const int report = ::fcntl(prepared.report, F_DUPFD_CLOEXEC, k_free);
  const int kept = prepared.kept >= 0 ? ::fcntl(prepared.kept, F_DUPFD_CLOEXEC, k_free + 1) : -1;
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(prepared.null, standard);
  if (kept >= 0) ::dup2(kept, k_kept_descriptor);
  // What follows was opened without O_CLOEXEC by somebody else; the report closes with exec.
  const unsigned first = kept >= 0 ? k_kept_descriptor + 1 : STDERR_FILENO + 1;
  constexpr unsigned k_on_exec = 4;  // CLOSE_RANGE_CLOEXEC
  (void)::syscall(SYS_close_range, first, ~0U, k_on_exec);
  sigset_t none;
  sigemptyset(&none);
  (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::chdir("/") == 0) ::execve(prepared.program, prepared.argv.data(), prepared.environment.data());
  const int problem = errno;
  (void)!::write(report, &problem, sizeof problem);
  ::_exit(127);
}

}  // namespace

Result<void> start_detached(const DetachedProgram& program) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(errno, "making a pipe");
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  const Prepared prepared{.program = program.program.c_str(),
                          .argv = pointers(program.argv),
                          .environment = pointers(program.environment),
                          .kept = program.kept,
                          .null = null.get(),
                          .report = write_end.get()};
  const pid_t first = ::fork();
  if (first < 0) return system_error(errno, "starting a background process");
  if (first == 0) {
    ::setsid();
    const pid_t second = ::fork();
    if (second == 0) become(prepared);
    ::_exit(second < 0 ? 1 : 0);
  }
  int status = 0;
  while (::waitpid(first, &status, 0) < 0 && errno == EINTR) {
  }
  write_end = Descriptor();
  int problem = 0;
  ssize_t got = 0;
  while ((got = ::read(read_end.get(), &problem, sizeof problem)) < 0 && errno == EINTR) {
  }
  if (got == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return system_error(got == sizeof problem ? problem : EAGAIN, "starting " + program.program.string());
}

}  // namespace dbc::emulator
