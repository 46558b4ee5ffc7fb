#include "serving.hpp"

#include <unistd.h>

#include <charconv>

#include "chosen_workspace.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/leftovers.hpp"
#include "dbc/emulator/seed.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

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

Error no_longer_new(const std::filesystem::path& directory) {
  return {.kind = ErrorKind::input,
          .message = "there is a workspace in " + directory.string() + " already, and a seed is for a new one",
          .hint = "leave --seed out to go on with it; `dbc emulator reset --seed` begins anew"};
}

Result<std::filesystem::path> chosen_folder(const Session& session, const Invocation& invocation) {
  DBC_TRY(auto chosen, choose_workspace(session, invocation));
  return std::move(chosen.folder);
}

/// A profile names a workspace that stays.
Result<void> require_no_profile(const Session& session) {
  if (session.profile_name().empty()) return {};
  return Error{.kind = ErrorKind::usage,
               .message = "--profile does not go with a workspace in memory.",
               .hint = "--workspace NAME or --data-dir FOLDER serves one that is kept"};
}

}  // namespace

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

Result<std::unique_ptr<Serving>> Serving::begin(Session& session, const Invocation& invocation,
                                                emulator::ServerOptions options, bool in_memory) {
  DBC_TRY(const emulator::NewWorkspace wanted, wanted_workspace(session, invocation));
  std::unique_ptr<MemoryFolder> memory;
  if (in_memory) {
    DBC_CHECK(require_no_profile(session));
    DBC_TRY(memory, MemoryFolder::make(session.environment()));
  }
  DBC_TRY(const auto folder, memory ? Result(memory->path()) : chosen_folder(session, invocation));
  DBC_CHECK(make_folders(folder, 0700));
  DBC_TRY(auto lock, lock_for_server(folder, "`dbc emulator status` tells where; `dbc emulator stop` ends it"));
  std::unique_ptr<Serving> serving(new Serving(folder, std::move(lock)));
  serving->memory_ = std::move(memory);
  if (wanted.seed && emulator::is_workspace(folder)) return no_longer_new(folder);
  emulator::remove_leftovers(folder);
  if (wanted.seed) DBC_CHECK(emulator::make_workspace(folder, wanted));
  DBC_TRY(serving->workspace_, emulator::Workspace::open({.folder = folder, .id_seed = wanted.id_seed}));
  DBC_CHECK(serving->start(session, invocation, std::move(options)));
  return serving;
}

Result<void> Serving::start(Session& session, const Invocation& invocation, emulator::ServerOptions options) {
  DBC_TRY(token_, settle_token(session, invocation, folder_));
  DBC_CHECK(workspace_->set_token(token_.value));
  workspace_->look_after_runs();
  DBC_TRY(extras_, ServerExtras::prepare(session, invocation, folder_, options));
  DBC_TRY(server_, emulator::Server::start(*workspace_, options));
  return tell_where();
}

Result<void> Serving::tell_where() const {
  DBC_CHECK(write_state(folder_, {.url = server_->url(), .pid = static_cast<int>(::getpid())}));
  return extras_->write_states(*server_, folder_);
}

}  // namespace dbc::commands
