#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "dbc/base/descriptors.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::cli {
namespace {

volatile sig_atomic_t interrupted = 0;

/// Byte by byte: a later reader of the same input must find what comes after the line.
std::optional<std::string> read_line() {
  std::string line;
  while (true) {
    char c = 0;
    const ssize_t got = read_some(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR && interrupted == 0) continue;
    if (got < 0 && interrupted != 0) return std::nullopt;
    if (got <= 0) return line.empty() ? std::nullopt : std::optional(line);
    if (c == '\n') return line;
    line += c;
  }
}

Result<std::string> read_all() {
  std::string all;
  char buffer[65536];
  while (true) {
    const ssize_t got = read_some(STDIN_FILENO, buffer, sizeof buffer);
    if (got == 0) return all;
    if (got > 0) all.append(buffer, static_cast<std::size_t>(got));
    if (got < 0 && errno != EINTR) return system_error(errno, "reading standard input");
  }
}

/// Turns echo off and, also after Ctrl-C, on again.
class EchoOff {
 public:
  EchoOff() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    struct sigaction note {};
    note.sa_handler = [](int) { interrupted = 1; };  // without SA_RESTART, so that the read ends
    ::sigaction(SIGINT, &note, &signal_before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~EchoOff() {
    if (!changed_) return;
    ::sigaction(SIGINT, &signal_before_, nullptr);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    (void)write_whole(STDERR_FILENO, "\n");  // the user's own line end was not shown
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  termios before_{};
  struct sigaction signal_before_ {};
  bool changed_ = false;
};

}  // namespace

Input standard_input() {
  return {.read_line = read_line,
          .read_hidden_line =
              [] {
                const EchoOff silent;
                return read_line();
              },
          .read_all = read_all,
          .is_terminal = ::isatty(STDIN_FILENO) == 1};
}

}  // namespace dbc::cli
