#include <chrono>

#include "runs.hpp"

namespace dbc::commands {
namespace {

constexpr std::chrono::milliseconds k_pause{300};

/// One page of a task's output.
struct LogPage {
  std::string data;
  std::int64_t next_offset = 0;
  bool is_complete = false;
};

Result<LogPage> read_page(api::Client& client, const cli::Invocation& invocation, std::int64_t offset) {
  DBC_TRY(const Json reply, client.get("/_internal/runs/logs", {{"run_id", invocation.text("run-id")},
                                                                {"stream", invocation.text("stream")},
                                                                {"offset", std::to_string(offset)}}));
  return LogPage{.data = string_or(reply, "data", ""),
                 .next_offset = reply.value("next_offset", offset),
                 .is_complete = reply.value("is_complete", false)};
}

}  // namespace

Result<void> run_runs_logs(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  for (std::int64_t offset = 0;;) {
    DBC_TRY(const LogPage page, read_page(*client, invocation, offset));
    DBC_CHECK(session.out().write(page.data));
    const bool has_grown = page.next_offset > offset;
    offset = page.next_offset;
    if (page.is_complete || (!has_grown && !invocation.flag("follow"))) return {};
    if (!has_grown) session.sleeper().sleep_for(k_pause);
  }
}

}  // namespace dbc::commands
