#include "dbc/emulator/leftovers.hpp"

#include "dbc/emulator/seed.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/files/tree_rename.hpp"
#include "emulator/services/dbfs/handle_repository.hpp"
#include "emulator/snapshot/unfinished.hpp"
#include "emulator/store/offset_clock.hpp"
#include "emulator/store/replacement.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// What was decided is completed by who opens the workspace; what was not, nobody will need.
void remove_undecided(const fs::path& folder) {
  std::error_code ignored;
  remove_unlocked(folder, ".replaced-");
  if (!fs::exists(incoming_folder(folder), ignored)) return;
  if (const auto alone = SharedState::open_alone(folder)) fs::remove_all(incoming_folder(folder), ignored);
}

/// What nobody went on with goes when somebody begins another upload; here, where nobody may for long.
void forget_old_uploads(Store& store) {
  const SystemClock machine_clock;
  const auto horizon = OffsetClock(machine_clock, store.state()).now() - k_handle_lifetime;
  auto transaction = store.begin_write();
  if (!transaction) return;
  const auto forgotten = DbfsHandleRepository(*transaction).remove_unused_since(horizon);
  if (forgotten && !forgotten->empty()) (void)transaction->commit();
}

/// Asked anew for each: who makes a file known has it open until then.
bool is_open_upload(Store& store, const std::string& staged_name) {
  auto transaction = store.begin_read();
  if (!transaction) return true;
  const auto is_known = DbfsHandleRepository(*transaction).knows(staged_name);
  return !is_known || *is_known;
}

}  // namespace

void remove_leftovers(const fs::path& folder) {
  if (!is_workspace(folder)) return;
  remove_undecided(folder);
  remove_unfinished_snapshots(folder / "snapshots");
  remove_unlocked(folder, "exec-", ".databrickscfg");
  const auto store = Store::open(folder);
  if (!store) return;  // the caller meets the same problem, and tells it
  forget_old_uploads(**store);
  const FileStore files(folder);
  files.staging().sweep([&](const std::string& name) { return is_open_upload(**store, name); });
  empty_trash(files.trash());
}

}  // namespace dbc::emulator
