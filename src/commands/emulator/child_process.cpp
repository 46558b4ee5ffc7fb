#include "child_process.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace dbc::commands {
namespace {

constexpr std::array k_passed_on{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
constexpr int k_not_found = 127;
constexpr int k_not_executable = 126;
constexpr int k_signal_base = 128;

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : k_passed_on) sigaddset(&set, each);
  sigaddset(&set, SIGCHLD);
  return set;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// How the child begins: with no signal blocked, and those as usual that this program ignores.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// What the terminal sends reaches the child by itself, as it is in the same group of processes.
bool came_from_terminal(const siginfo_t& info) { return info.si_code == SI_KERNEL; }

Result<ChildResult> wait_for(pid_t child) {
  const sigset_t signals = watched_signals();
  while (true) {
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&signals, &info);
    if (signal < 0 && errno != EINTR) return system_error(errno, "waiting for a signal");
    if (signal > 0 && signal != SIGCHLD && !came_from_terminal(info)) ::kill(child, signal);
    int status = 0;
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended < 0) return system_error(errno, "waiting for the command");
    if (ended == child && WIFSIGNALED(status)) return ChildResult{.exit_code = k_signal_base + WTERMSIG(status)};
    if (ended == child) return ChildResult{.exit_code = WEXITSTATUS(status)};
  }
}

}  // namespace

void block_signals() {
  const sigset_t signals = watched_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Result<ChildResult> run_child(const std::vector<std::string>& argv, const std::vector<std::string>& environment) {
  std::vector<std::string> words = argv;
  std::vector<std::string> variables = environment;
  const SpawnAttributes attributes;
  pid_t child = 0;
  const int problem = ::posix_spawnp(&child, words.front().c_str(), nullptr, attributes.get(), pointers(words).data(),
                                     pointers(variables).data());
  if (problem == 0) return wait_for(child);
  return ChildResult{.exit_code = problem == ENOENT ? k_not_found : k_not_executable,
                     .problem = "starting '" + argv.front() + "': " + std::strerror(problem)};
}

}  // namespace dbc::commands
