#include <chrono>

#include "runs.hpp"

namespace dbc::commands {
namespace {

constexpr std::chrono::milliseconds k_pause{300};

/// One page of a task's output.
struct LogPage {
  std::string data;
  std::uint64_t next_offset = 0;
  bool is_complete = false;
};

Result<LogPage> read_page(api::Client& client, const cli::Invocation& invocation, std::uint64_t offset) {
  DBC_TRY(const Json reply, client.get("/_internal/runs/logs", {{"run_id", invocation.text("run-id")},
                                                                {"stream", invocation.text("stream")},
                                                                {"offset", std::to_string(offset)}}));
  constexpr std::string_view k_what = "what the run has written";
  LogPage page;
  DBC_TRY(page.data, api::text_in(reply, "data", k_what));
  DBC_TRY(page.next_offset, api::count_in(reply, "next_offset", k_what));
  DBC_TRY(page.is_complete, api::flag_in(reply, "is_complete", k_what));
  if (page.next_offset < offset || (page.next_offset > offset && page.data.empty()))
    return api::wrong_shape("the service does not go on with " + std::string(k_what));
  return page;
}

}  // namespace

Result<void> run_runs_logs(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  for (std::uint64_t offset = 0;;) {
    DBC_TRY(const LogPage page, read_page(*client, invocation, offset));
    DBC_CHECK(session.out().write(page.data));
    const bool has_grown = page.next_offset > offset;
    offset = page.next_offset;
    if (page.is_complete || (!has_grown && !invocation.flag("follow"))) return {};
    if (!has_grown) session.sleeper().sleep_for(k_pause);
  }
}

}  // namespace dbc::commands
