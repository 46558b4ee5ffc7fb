#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "runs.hpp"

namespace dbc::commands {
namespace {

constexpr std::chrono::milliseconds k_pause{300};

/// One output of a task, how far it was read, and where it is shown.
struct Source {
  std::string_view name;
  output::Stream& shown;
  std::uint64_t offset = 0;
  bool is_complete = false;
};

std::vector<Source> sources_of(cli::Session& session, const cli::Invocation& invocation) {
  const std::string wanted = invocation.text("stream");
  std::vector<Source> sources;
  if (wanted != "stderr") sources.push_back({.name = "stdout", .shown = session.out()});
  if (wanted == "stdout") return sources;
  sources.push_back({.name = "stderr", .shown = wanted.empty() ? session.err() : session.out()});
  return sources;
}

/// Shows the next page; whether there was anything new.
Result<bool> show_page(api::Client& client, const cli::Invocation& invocation, Source& source) {
  DBC_TRY(const Json reply, client.get("/_internal/runs/logs", {{"run_id", invocation.text("run-id")},
                                                                {"stream", std::string(source.name)},
                                                                {"offset", std::to_string(source.offset)}}));
  constexpr std::string_view k_what = "what the run has written";
  DBC_TRY(const std::string data, api::text_in(reply, "data", k_what));
  DBC_TRY(const std::uint64_t next, api::count_in(reply, "next_offset", k_what));
  DBC_TRY(source.is_complete, api::flag_in(reply, "is_complete", k_what));
  if (next < source.offset || (next > source.offset && data.empty()))
    return api::wrong_shape("the service does not go on with " + std::string(k_what));
  DBC_CHECK(source.shown.write(data));
  return std::exchange(source.offset, next) < next;
}

}  // namespace

Result<void> run_runs_logs(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  auto sources = sources_of(session, invocation);
  while (true) {
    bool has_grown = false;
    for (Source& source : sources) {
      if (source.is_complete) continue;
      DBC_TRY(const bool is_new, show_page(*client, invocation, source));
      has_grown = has_grown || is_new;
    }
    const bool is_complete = std::ranges::all_of(sources, &Source::is_complete);
    if (is_complete || (!has_grown && !invocation.flag("follow"))) return {};
    if (!has_grown) session.sleeper().sleep_for(k_pause);
  }
}

}  // namespace dbc::commands
