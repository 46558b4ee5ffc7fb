#include "emulator/execution/process/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace dbc::emulator {
namespace {

/// What a child tells while it is being set up; nothing once its program runs.
struct Report {
  int error_number = 0;
  bool is_about_world = false;
  std::array<char, 48> step = {};
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(errno, "making a pipe");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

[[noreturn]] void give_up(int pipe, int error_number, const char* step, bool is_about_world = false) {
  Report report{.error_number = error_number, .is_about_world = is_about_world};
  std::strncpy(report.step.data(), step, report.step.size() - 1);
  (void)!::write(pipe, &report, sizeof report);
  ::_exit(127);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));  // execve changes none of them
  all.push_back(nullptr);
  return all;
}

void set_limit(__rlimit_resource resource, std::int64_t value) {
  const rlimit limit{.rlim_cur = static_cast<rlim_t>(value), .rlim_max = static_cast<rlim_t>(value)};
  (void)::setrlimit(resource, &limit);
}

void apply(const ProcessLimits& limits) {
  if (limits.cpu) set_limit(RLIMIT_CPU, limits.cpu->count());
  if (limits.memory_bytes) set_limit(RLIMIT_AS, *limits.memory_bytes);
}

void reset_signals() {
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGTERM, SIGCHLD, SIGINT, SIGHUP, SIGUSR1})
    (void)::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Puts the descriptors where the program expects them. The report's pipe, which closes with exec, is moved out of the
/// way first.
int place_descriptors(const ChildSpec& spec, int report) {
  constexpr int k_free = 10;
  const int pipe = ::fcntl(report, F_DUPFD_CLOEXEC, k_free);
  const int channel = spec.channel >= 0 ? ::fcntl(spec.channel, F_DUPFD_CLOEXEC, k_free) : -1;
  const int out = ::fcntl(spec.out, F_DUPFD_CLOEXEC, k_free);
  const int err = ::fcntl(spec.err, F_DUPFD_CLOEXEC, k_free);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(null, STDIN_FILENO);
  ::dup2(out >= 0 ? out : null, STDOUT_FILENO);
  ::dup2(err >= 0 ? err : null, STDERR_FILENO);
  if (channel >= 0) ::dup2(channel, k_channel_descriptor);
  // What anybody here opened without O_CLOEXEC is not the program's.
  constexpr unsigned k_on_exec = 4;  // CLOSE_RANGE_CLOEXEC
  const int last = channel >= 0 ? k_channel_descriptor : STDERR_FILENO;
  (void)::syscall(SYS_close_range, static_cast<unsigned>(last) + 1, ~0U, k_on_exec);
  return pipe;
}

[[noreturn]] void become(const ChildSpec& spec, int report) {
  (void)::setsid();
  reset_signals();
  const int pipe = place_descriptors(spec, report);
  apply(spec.limits);
  if (::chdir(spec.folder.c_str()) != 0) give_up(pipe, errno, "entering the working directory");
  auto argv = pointers(spec.argv);
  auto environment = pointers(spec.environment);
  ::execve(argv.front(), argv.data(), environment.data());
  give_up(pipe, errno, "starting the program");
}

pid_t g_program = -1;  // for the handler below, in a process that does nothing else

extern "C" void pass_on(int signal) {
  if (g_program > 0) ::kill(-g_program, signal);
}

/// The first process of a PID namespace: when it ends, the kernel ends all others in it.
[[noreturn]] void wait_for_program(int status_pipe) {
  struct sigaction action {};
  action.sa_handler = pass_on;
  (void)::sigaction(SIGTERM, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
  while (true) {
    int status = 0;
    const pid_t ended = ::waitpid(-1, &status, 0);
    if (ended < 0 && errno == EINTR) continue;
    if (ended != g_program && ended > 0) continue;
    (void)!::write(status_pipe, &status, sizeof status);
    ::_exit(0);
  }
}

/// True where nobody reads the pipe any more; this process must have closed its own end.
bool is_abandoned(int pipe) {
  pollfd end{.fd = pipe, .events = 0, .revents = 0};
  return ::poll(&end, 1, 0) == 1 && (end.revents & POLLERR) != 0;
}

[[noreturn]] void become_first(const ChildSpec& spec, unsigned uid, unsigned gid, int report, Pipe& status) {
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // The parent cannot be asked for by its number here; it may have died before the line above.
  status.read_end = Descriptor();
  const int status_pipe = status.write_end.get();
  if (is_abandoned(status_pipe)) ::_exit(127);
  const auto problem = enter_world(*spec.world, uid, gid);
  if (problem.step != nullptr) give_up(report, problem.error_number, problem.step, true);
  drop_world_rights();
  g_program = ::fork();
  if (g_program < 0) give_up(report, errno, "starting a process");
  if (g_program == 0) become(spec, report);
  // This process has no use for any descriptor but one, and must keep no pipe open.
  ::dup2(status_pipe, STDIN_FILENO);
  (void)::syscall(SYS_close_range, 1U, ~0U, 0U);
  wait_for_program(STDIN_FILENO);
}

[[noreturn]] void become_plain(const ChildSpec& spec, pid_t parent, int report) {
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != parent) ::_exit(127);
  become(spec, report);
}

pid_t clone_into_namespaces() {
  constexpr long k_flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | SIGCHLD;
  return static_cast<pid_t>(::syscall(SYS_clone, k_flags, nullptr, nullptr, nullptr, nullptr));
}

/// Waits until the program runs, or tells why it does not.
Result<void> wait_until_started(int pipe, pid_t process) {
  Report report;
  ssize_t got = 0;
  while ((got = ::read(pipe, &report, sizeof report)) < 0 && errno == EINTR) {
  }
  if (got == 0) return {};
  ::waitpid(process, nullptr, 0);
  Error error = system_error(got == sizeof report ? report.error_number : EIO, report.step.data());
  if (report.is_about_world) error.kind = ErrorKind::config;
  return error;
}

}  // namespace

int Child::final_status(int waited) const {
  int told = 0;
  if (status.is_open() && ::read(status.get(), &told, sizeof told) == sizeof told) return told;
  return waited;
}

Result<Child> start_child(const ChildSpec& spec) {
  DBC_TRY(Pipe report, make_pipe());
  DBC_TRY(Pipe status, make_pipe());
  const unsigned uid = ::getuid();
  const unsigned gid = ::getgid();
  const pid_t parent = ::getpid();
  const pid_t process = spec.world ? clone_into_namespaces() : ::fork();
  if (process < 0) {
    Error error = system_error(errno, "starting a process");
    if (spec.world) error.kind = ErrorKind::config;
    return error;
  }
  if (process == 0 && spec.world) become_first(spec, uid, gid, report.write_end.get(), status);
  if (process == 0) become_plain(spec, parent, report.write_end.get());
  report.write_end = Descriptor();
  DBC_CHECK(wait_until_started(report.read_end.get(), process));
  return Child{.process = process, .status = spec.world ? std::move(status.read_end) : Descriptor()};
}

void signal_child(const Child& child, int signal) {
  if (child.process <= 0) return;
  // The first process of a namespace passes a wish on; to kill it is to kill all.
  const bool is_first = child.status.is_open();
  (void)::kill(is_first ? child.process : -child.process, signal);
}

}  // namespace dbc::emulator
