#include <algorithm>
#include <array>

#include "dbc/base/random.hpp"
#include "dbc/cli/polling.hpp"
#include "dbc/cli/request_runner.hpp"
#include "runs.hpp"

namespace dbc::commands {
namespace {

constexpr std::array<std::uint64_t, 4> k_pauses{5, 10, 20, 30};  // seconds; the last one repeats

/// A random number of whole seconds in [s/2, s), so that many waiting scripts do not ask at the same moment.
std::chrono::seconds pause_before(std::size_t attempt) {
  const std::uint64_t longest = k_pauses[std::min(attempt, k_pauses.size() - 1)];
  const std::uint64_t shortest = longest / 2;
  return std::chrono::seconds(shortest + random_uint64() % (longest - shortest));
}

bool has_ended(const std::string& state) {
  return state == "TERMINATED" || state == "SKIPPED" || state == "INTERNAL_ERROR";
}

/// A run that was skipped has no result: its state says it.
Result<void> judge(const Json& run, const std::string& state) {
  std::string result = cli::text_at(run, "state.result_state");
  if (result == "SUCCESS") return {};
  if (result.empty()) result = state;
  return Error{
      .kind = ErrorKind::http,
      .message = "Run failed with state " + result + " and state message " + cli::text_at(run, "state.state_message")};
}

Result<void> wait_for_run(cli::Session& session, const std::string& path, const std::string& run_id) {
  DBC_TRY(api::Client * client, session.workspace());
  std::string told;
  for (std::size_t attempt = 0;; ++attempt) {
    DBC_TRY(const Json run, client->get(path, {{"run_id", run_id}}));
    const std::string state = cli::text_at(run, "state.life_cycle_state");
    if (has_ended(state)) return judge(run, state);
    if (state != told)
      DBC_CHECK(session.err().write("Waiting on run to complete. Current state: " + state +
                                    ". URL: " + cli::text_at(run, "run_page_url") + "\n"));
    told = state;
    DBC_TRY(const auto pause, cli::poll_pause(session, attempt, pause_before(attempt)));
    session.sleeper().sleep_for(pause);
  }
}

}  // namespace

Result<void> run_runs_submit(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const Json reply, cli::call(session, invocation, invocation.command().endpoint));
  DBC_CHECK(cli::print_reply(session, invocation, reply));
  if (!invocation.flag("wait")) return {};
  const std::string run_id = cli::text_at(reply, "run_id");
  if (run_id.empty())
    return Error{.kind = ErrorKind::http, .message = "the service's answer names no run_id to wait for"};
  DBC_TRY(const std::string path,
          cli::request_path(session, invocation, {cli::Method::get, "/api/{jobs}/jobs/runs/get"}));
  return wait_for_run(session, path, run_id);
}

}  // namespace dbc::commands
