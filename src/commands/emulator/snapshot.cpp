#include "dbc/emulator/snapshot.hpp"

#include "chosen_workspace.hpp"
#include "dbc/cli/confirmation.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/output/table.hpp"
#include "emulator.hpp"
#include "time_text.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;
using emulator::Snapshot;

Json json_of(const Snapshot& snapshot) {
  return {{"name", snapshot.name}, {"created_at", utc_text(snapshot.created_at)}, {"bytes", snapshot.bytes}};
}

/// A script has named the snapshot, and means it.
Result<void> ask_person(Session& session, const Invocation& invocation, const std::string& question) {
  const bool is_asked = session.surroundings().input.is_terminal && !invocation.flag("yes");
  return is_asked ? cli::confirm(session, question) : Result<void>{};
}

}  // namespace

Result<void> run_emulator_snapshot_save(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_change(session, invocation));
  const auto& folder = chosen.folder;
  DBC_TRY(const auto saved, emulator::save_snapshot(folder, invocation.text("NAME"), invocation.flag("overwrite"),
                                                    session.surroundings().clock->now()));
  return session.out().write("Saved '" + saved.name + "' (" + std::to_string(saved.bytes) + " bytes)\n");
}

Result<void> run_emulator_snapshot_load(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_change(session, invocation));
  const auto& folder = chosen.folder;
  DBC_CHECK(require_unserved(chosen));
  const std::string name = invocation.text("NAME");
  DBC_CHECK(ask_person(
      session, invocation,
      "All that is now in " + chosen.in_words() + " will be replaced by the snapshot '" + name + "'. Go on?"));
  DBC_CHECK(emulator::load_snapshot(folder, name));
  return session.out().write("Loaded '" + name + "' into " + folder.string() + "\n");
}

Result<void> run_emulator_snapshot_list(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_show(session, invocation));
  const auto& folder = chosen.folder;
  DBC_TRY(const auto all, emulator::list_snapshots(folder));
  if (invocation.text("output") == "JSON") {
    Json list = Json::array();
    for (const auto& snapshot : all) list.push_back(json_of(snapshot));
    return cli::print_json(session, Json{{"snapshots", std::move(list)}});
  }
  if (all.empty()) return session.err().write("There is no snapshot of " + folder.string() + "\n");
  output::Table table{.style = output::TableStyle::simple, .headers = {"Name", "Saved", "Bytes"}};
  for (const auto& snapshot : all)
    table.rows.push_back({snapshot.name, utc_text(snapshot.created_at), std::to_string(snapshot.bytes)});
  return session.out().write(output::render(table));
}

Result<void> run_emulator_snapshot_delete(Session& session, const Invocation& invocation) {
  DBC_TRY(const auto chosen, choose_workspace_to_change(session, invocation));
  const auto& folder = chosen.folder;
  const std::string name = invocation.text("NAME");
  DBC_CHECK(
      ask_person(session, invocation, "The snapshot '" + name + "' of " + chosen.in_words() + " will be lost. Go on?"));
  DBC_CHECK(emulator::delete_snapshot(folder, name));
  return session.out().write("Deleted '" + name + "' of " + folder.string() + "\n");
}

}  // namespace dbc::commands
