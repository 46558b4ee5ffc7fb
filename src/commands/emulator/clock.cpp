#include "chosen_workspace.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/emulator/workspace_clock.hpp"
#include "emulator.hpp"
#include "time_text.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;
using std::chrono::milliseconds;

constexpr TimePoint k_end_of_time{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};

std::string offset_text(milliseconds offset) {
  if (offset == milliseconds{0}) return "the time of this machine";
  const bool is_ahead = offset > milliseconds{0};
  return length_text(is_ahead ? offset : -offset) + (is_ahead ? " ahead of" : " behind") + " this machine";
}

/// Tells where the workspace's clock stands: each of the commands ends so.
Result<void> show(Session& session, const Invocation& invocation, const std::filesystem::path& folder) {
  DBC_TRY(const auto offset, emulator::clock_offset(folder));
  const std::string now = utc_text(session.surroundings().clock->now() + offset);
  if (invocation.text("output") == "JSON")
    return cli::print_json(session, Json{{"now", now}, {"offset_ms", offset.count()}});
  return session.out().write(now + " (" + offset_text(offset) + ")\n");
}

Result<void> require_in_range(TimePoint time, const std::string& typed) {
  if (time < k_end_of_time && time >= TimePoint{}) return {};
  return Error{.kind = ErrorKind::input,
               .message = "'" + typed + "' puts the workspace's clock outside of the years from 1970 to 9999"};
}

std::string healing_text(const emulator::ClockReset& done) {
  const std::string ids = done.are_ids_random ? "; ids of new objects are random from now on" : "";
  return "Note: the file that keeps the clock was damaged, and is sound again" + ids + "\n";
}

}  // namespace

Result<void> run_emulator_clock_show(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_show(session, invocation));
  return show(session, invocation, chosen.folder);
}

Result<void> run_emulator_clock_set(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_change(session, invocation));
  const std::string typed = invocation.text("TIME");
  DBC_TRY(const TimePoint time, parse_utc(typed));
  DBC_CHECK(require_in_range(time, typed));
  DBC_CHECK(emulator::set_clock_offset(chosen.folder, time - session.surroundings().clock->now()));
  return show(session, invocation, chosen.folder);
}

Result<void> run_emulator_clock_advance(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_change(session, invocation));
  const std::string typed = invocation.text("DURATION");
  DBC_TRY(const milliseconds by, parse_length(typed));
  DBC_TRY(const auto before, emulator::clock_offset(chosen.folder));
  DBC_CHECK(require_in_range(session.surroundings().clock->now() + before + by, typed));
  DBC_CHECK(emulator::advance_clock(chosen.folder, by));
  return show(session, invocation, chosen.folder);
}

Result<void> run_emulator_clock_reset(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_change(session, invocation));
  DBC_TRY(const auto done, emulator::reset_clock(chosen.folder));
  if (done.has_healed) DBC_CHECK(session.err().write(healing_text(done)));
  return show(session, invocation, chosen.folder);
}

}  // namespace dbc::commands
