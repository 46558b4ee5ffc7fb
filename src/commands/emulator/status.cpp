#include <signal.h>

#include "chosen_workspace.hpp"
#include "dbc/cli/request_runner.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

constexpr int k_stop_attempts = 500;
constexpr std::chrono::milliseconds k_stop_pause{20};

Error not_running(const std::filesystem::path& directory) {
  return {.kind = ErrorKind::not_found,
          .message = "no emulator serves " + directory.string(),
          .hint = "Start one with `dbc emulator start --data-dir " + directory.string() + "`"};
}

/// To stop it would end the program that asks for it.
Error ends_with_program(const std::filesystem::path& directory) {
  return {.kind = ErrorKind::input,
          .message = "`dbc emulator exec` serves " + directory.string() + " for as long as its program runs",
          .hint = "--workspace NAME or --data-dir FOLDER names another one"};
}

}  // namespace

Result<void> run_emulator_status(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_show(session, invocation));
  const auto& directory = chosen.folder;
  DBC_TRY(const auto state, running_emulator(directory));
  const bool as_json = invocation.text("output") == "JSON";
  if (as_json) {
    Json json{{"running", state.has_value()}};
    if (state) json.update(Json{{"url", state->url}, {"pid", state->pid}});
    json["data_dir"] = directory.string();
    DBC_CHECK(cli::print_json(session, json));
  }
  if (!state) return not_running(directory);
  if (as_json) return {};
  return session.out().write("Serving " + directory.string() + " at " + state->url + " (process " +
                             std::to_string(state->pid) + ")\n");
}

Result<void> run_emulator_stop(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_show(session, invocation));
  const auto& directory = chosen.folder;
  if (chosen.of_exec) return ends_with_program(directory);
  DBC_TRY(const auto state, running_emulator(directory));
  if (!state || state->pid <= 1) return not_running(directory);
  if (!state->served_with.empty())
    return Error{.kind = ErrorKind::input,
                 .message = "the server of " + state->served_with + " serves " + directory.string() + " as well",
                 .hint = "`" + stop_command(directory, *state) + "` ends it for all of its workspaces"};
  if (::kill(state->pid, SIGTERM) != 0) return system_error(errno, "stopping process " + std::to_string(state->pid));
  for (int attempt = 0; attempt < k_stop_attempts; ++attempt) {
    DBC_TRY(const auto still, running_emulator(directory));
    if (!still) return {};
    session.sleeper().sleep_for(k_stop_pause);
  }
  return Error{.kind = ErrorKind::timeout,
               .message = "process " + std::to_string(state->pid) + " did not stop within 10 s",
               .hint = "`kill -9 " + std::to_string(state->pid) + "` loses nothing that was acknowledged"};
}

}  // namespace dbc::commands
