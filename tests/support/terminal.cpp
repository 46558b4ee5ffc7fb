#include "terminal.hpp"

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace dbc::test {
namespace {

[[noreturn]] void become(std::vector<std::string>& words, const ProcessOptions& options, int terminal) {
  ::setsid();
  ::ioctl(terminal, TIOCSCTTY, 0);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(terminal, standard);
  std::vector<std::string> variables;
  for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (auto& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  ::execve(binary_path().c_str(), argv.data(), environment.data());
  ::_exit(127);
}

}  // namespace

bool can_open_terminal() {
  int ours = -1;
  int theirs = -1;
  if (::openpty(&ours, &theirs, nullptr, nullptr, nullptr) != 0) return false;
  ::close(ours);
  ::close(theirs);
  return true;
}

TerminalResult run_on_terminal(std::vector<std::string> words, const ProcessOptions& options, const std::string& prompt,
                               const std::string& answer) {
  words.insert(words.begin(), "dbc");
  int ours = -1;
  int theirs = -1;
  if (::openpty(&ours, &theirs, nullptr, nullptr, nullptr) != 0) std::abort();
  ::fcntl(ours, F_SETFD, FD_CLOEXEC);
  ::fcntl(theirs, F_SETFD, FD_CLOEXEC);
  const pid_t process = ::fork();
  if (process == 0) become(words, options, theirs);
  ::close(theirs);
  TerminalResult result;
  bool has_answered = prompt.empty();
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(ours, buffer, sizeof buffer)) > 0) {  // EIO once nobody holds the other side
    result.shown.append(buffer, static_cast<std::size_t>(got));
    if (has_answered || result.shown.find(prompt) == std::string::npos) continue;
    has_answered = true;
    const std::string line = answer + "\n";
    if (::write(ours, line.data(), line.size()) < 0) break;
  }
  ::close(ours);
  result.exit_code = wait_process(process);
  return result;
}

}  // namespace dbc::test
