#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>

#include "daemon.hpp"
#include "emulator.hpp"
#include "serving.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

/// The descriptor that --ready-fd names; -1 where it is not given. One that is not open is a mistake of the caller.
Result<int> ready_descriptor(const Invocation& invocation) {
  if (!invocation.given("ready-fd")) return -1;
  const std::string text = invocation.text("ready-fd");
  int number = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = problem == std::errc{} && end == text.data() + text.size();
  if (is_number && number >= 0 && ::fcntl(number, F_GETFD) >= 0) return number;
  return Error{.kind = ErrorKind::usage,
               .message = "Invalid value for '--ready-fd': '" + text + "' is not an open file descriptor."};
}

/// Nobody may listen any more; that is no reason to stop.
void tell_ready(int descriptor, const std::string& url) {
  if (descriptor < 0) return;
  const std::string line = url + "\n";
  (void)!::write(descriptor, line.data(), line.size());
  if (descriptor > STDERR_FILENO) ::close(descriptor);
}

std::string announcement(Serving& serving) {
  const std::string folder = serving.folder().string();
  std::string text =
      "Serving " + folder + (serving.is_in_memory() ? " (in memory)" : "") + " at " + serving.server().url() + "\n";
  const Token& token = serving.token();
  if (token.fresh)
    text += "Token (shown once, kept in " + (serving.folder() / "token").string() + "): " + token.value + "\n";
  return text + serving.extras().announcement(serving.server());
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

/// Serves until a signal asks to stop. `ready` is told the announcement once requests are answered.
Result<void> serve(Session& session, const Invocation& invocation, const emulator::ServerOptions& options, int ready_fd,
                   const std::function<Result<void>(const std::string&)>& ready) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its request, not the end of the server
  DBC_TRY(const auto serving, Serving::begin(session, invocation, options, invocation.flag("in-memory")));
  DBC_CHECK(ready(announcement(*serving)));
  tell_ready(ready_fd, serving->server().url());
  int signal = 0;
  sigwait(&signals, &signal);
  serving->server().stop();
  return {};
}

}  // namespace

Result<void> run_emulator_start(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto options, server_options(invocation));
  DBC_TRY(const int ready_fd, ready_descriptor(invocation));
  DBC_CHECK(ServerExtras::check(invocation));
  if (!invocation.flag("detach"))
    return serve(session, invocation, options, ready_fd,
                 [&](const std::string& text) { return session.out().write(text); });
  std::filesystem::path log = "/dev/null";
  if (!invocation.flag("in-memory")) {
    DBC_TRY(const auto directory, data_directory(session, invocation));
    DBC_CHECK(make_folders(directory, 0700));
    log = directory / "emulator.log";
  }
  DBC_TRY(const std::string text,
          start_detached(log, [&](const auto& ready) { return serve(session, invocation, options, ready_fd, ready); }));
  return session.out().write(text);
}

}  // namespace dbc::commands
