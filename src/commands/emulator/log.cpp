#include <charconv>

#include "chosen_workspace.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/emulator/journal.hpp"
#include "emulator.hpp"
#include "time_text.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;
using emulator::Journal;
using emulator::JournalEntry;

constexpr std::chrono::milliseconds k_pause{100};

std::string dash_if_empty(const std::string& text) { return text.empty() ? "-" : text; }

std::string duration_text(std::chrono::microseconds duration) {
  char text[32];
  (void)std::snprintf(text, sizeof text, "%.2f ms", static_cast<double>(duration.count()) / 1000);
  return text;
}

/// Why the request was answered so: what was wrong with it, or else the route that served it.
std::string reason(const JournalEntry& entry) {
  if (entry.error_code.empty() && entry.message.empty()) return dash_if_empty(entry.route);
  return entry.error_code + (entry.error_code.empty() || entry.message.empty() ? "" : ": ") + entry.message;
}

std::string line_of(const JournalEntry& entry) {
  return visible(utc_text(entry.at) + "  " + std::to_string(entry.status) + "  " + duration_text(entry.duration) +
                 "  " + dash_if_empty(entry.who) + (entry.is_embedded ? " (embedded)" : "") + "  " +
                 dash_if_empty(entry.method) + " " + dash_if_empty(entry.path) + "  " + reason(entry));
}

Json json_of(const JournalEntry& entry) {
  Json json{{"number", entry.number}, {"time", utc_text(entry.at)},
            {"who", entry.who},       {"door", entry.is_embedded ? "embedded" : "http"},
            {"method", entry.method}, {"path", entry.path},
            {"status", entry.status}, {"duration_us", entry.duration.count()},
            {"route", entry.route}};
  if (!entry.error_code.empty()) json["error_code"] = entry.error_code;
  if (!entry.message.empty()) json["message"] = entry.message;
  return json;
}

Result<std::uint64_t> entry_limit(const Invocation& invocation) {
  const std::string text = invocation.text("lines");
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc{} && end == text.data() + text.size()) return number;
  return Error{.kind = ErrorKind::usage, .message = "Invalid value for '--lines' / '-n': '" + text + "' is no count."};
}

/// Each entry on a line of its own, so that what follows can be appended.
Result<void> write_lines(Session& session, const std::vector<JournalEntry>& entries, bool as_json) {
  std::string text;
  for (const auto& entry : entries)
    text += (as_json ? visible_json(write_json(json_of(entry), {.escape_non_ascii = false})) : line_of(entry)) + "\n";
  return text.empty() ? Result<void>{} : session.out().write(text);
}

Result<void> follow(Session& session, const Journal& journal, std::uint64_t seen, bool as_json) {
  while (true) {
    session.sleeper().sleep_for(k_pause);
    const auto entries = journal.after(seen, Journal::k_capacity);
    if (entries.empty()) continue;
    seen = entries.back().number;
    DBC_CHECK(write_lines(session, entries, as_json));
  }
}

Result<std::unique_ptr<Journal>> open_journal(const std::filesystem::path& folder) {
  auto journal = Journal::open_existing(folder);
  if (journal || journal.error().kind != ErrorKind::not_found) return journal;
  if (!emulator::is_workspace(folder))
    return Error{.kind = ErrorKind::not_found,
                 .message = "there is no workspace in " + folder.string(),
                 .hint = "`dbc emulator start` makes one; --data-dir or --workspace names another"};
  return Error{.kind = ErrorKind::not_found,
               .message = "the workspace in " + folder.string() + " keeps no log: requests.ring is not there",
               .hint = "the next command that uses the workspace makes it, where the folder has room for 2 MiB"};
}

}  // namespace

Result<void> run_emulator_log(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_show(session, invocation));
  DBC_TRY(const auto limit, entry_limit(invocation));
  DBC_TRY(const auto journal, open_journal(chosen.folder));
  const auto seen = journal->newest();
  const auto entries = journal->after(0, limit);
  const bool as_json = invocation.text("output") == "JSON";
  if (invocation.flag("follow")) {
    DBC_CHECK(write_lines(session, entries, as_json));
    return follow(session, *journal, entries.empty() ? seen : entries.back().number, as_json);
  }
  if (!as_json) return write_lines(session, entries, false);
  Json list = Json::array();
  for (const auto& entry : entries) list.push_back(json_of(entry));
  return cli::print_json(session, Json{{"requests", std::move(list)}});
}

}  // namespace dbc::commands
