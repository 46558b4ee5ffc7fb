#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>

#include "daemon.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/http/server.hpp"
#include "emulator.hpp"
#include "server_extras.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

/// The token that clients must send, and whether this start made it.
struct Token {
  std::string value;
  bool fresh = false;
};

Result<emulator::ServerOptions> server_options(const Invocation& invocation) {
  const std::string port = invocation.text("port");
  unsigned number = 0;
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (problem != std::errc{} || end != port.data() + port.size() || number > 65535)
    return Error{.kind = ErrorKind::usage,
                 .message = "Invalid value for '--port': '" + port + "' is not a port from 0 to 65535."};
  const std::string host = invocation.text("host");
  const bool loopback = host.starts_with("127.") || host == "::1";
  if (!loopback && !invocation.flag("allow-remote"))
    return Error{.kind = ErrorKind::usage,
                 .message = "'" + host + "' is not a loopback address (127.0.0.0/8 or ::1).",
                 .hint = "--allow-remote lets other machines reach the workspace"};
  return emulator::ServerOptions{.address = host, .port = static_cast<std::uint16_t>(number)};
}

Result<Token> settle_token(const Session& session, const Invocation& invocation,
                           const std::filesystem::path& directory) {
  if (invocation.given("token")) return Token{.value = invocation.text("token")};
  if (const auto variable = session.environment()("DBC_EMULATOR_TOKEN"); variable && !variable->empty())
    return Token{.value = *variable};
  const auto file = directory / "token";
  if (const auto kept = read_file(file); kept && !trim(*kept).empty()) return Token{.value = std::string(trim(*kept))};
  Token made{.value = "dapi" + random_hex(16), .fresh = true};
  DBC_CHECK(write_file_atomically(file, made.value + "\n", 0600));
  return made;
}

std::string announcement(const std::string& url, const std::filesystem::path& directory, const Token& token) {
  std::string text = "Serving " + directory.string() + " at " + url + "\n";
  if (token.fresh) text += "Token (shown once, kept in " + (directory / "token").string() + "): " + token.value + "\n";
  return text;
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
Result<void> serve(const Session& session, const Invocation& invocation, const std::filesystem::path& directory,
                   emulator::ServerOptions options, const std::function<Result<void>(const std::string&)>& ready) {
  DBC_CHECK(make_folders(directory, 0700));
  auto lock = FileLock::try_acquire(lock_path(directory));
  if (!lock)
    return Error{.kind = ErrorKind::io,
                 .message = "an emulator serves " + directory.string() + " already",
                 .hint = "`dbc emulator status` tells where; `dbc emulator stop` ends it"};
  DBC_TRY(auto workspace, emulator::Workspace::open({.folder = directory}));
  DBC_TRY(const Token token, settle_token(session, invocation, directory));
  DBC_CHECK(workspace->set_token(token.value));
  DBC_TRY(const auto extras, ServerExtras::prepare(session, invocation, directory, options));
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its request, not the end of the server
  DBC_TRY(auto server, emulator::Server::start(*workspace, options));
  DBC_CHECK(write_state(directory, {.url = server->url(), .pid = static_cast<int>(::getpid())}));
  DBC_CHECK(ready(announcement(server->url(), directory, token) + extras->announcement(*server)));
  int signal = 0;
  sigwait(&signals, &signal);
  server->stop();
  return {};
}

}  // namespace

Result<void> run_emulator_start(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto options, server_options(invocation));
  DBC_CHECK(ServerExtras::check(invocation));
  DBC_TRY(const auto directory, data_directory(session, invocation));
  if (!invocation.flag("detach"))
    return serve(session, invocation, directory, options,
                 [&](const std::string& text) { return session.out().write(text); });
  DBC_CHECK(make_folders(directory, 0700));
  DBC_TRY(const std::string text, start_detached(directory / "emulator.log", [&](const auto& ready) {
            return serve(session, invocation, directory, options, ready);
          }));
  return session.out().write(text);
}

}  // namespace dbc::commands
