#include "dbc/base/files.hpp"
#include "dbc/emulator/seed.hpp"
#include "dbc/emulator/workspace.hpp"
#include "emulator/store/migrations.hpp"
#include "emulator/store/replacement.hpp"
#include "emulator/store/secret_box.hpp"

namespace dbc::emulator {
namespace {

/// In a folder of its own, which nobody looks at before it is complete.
Result<void> fill_incoming(const std::filesystem::path& incoming, const NewWorkspace& wanted) {
  DBC_TRY(const auto workspace,
          Workspace::open({.folder = incoming, .clock = wanted.clock, .id_seed = wanted.id_seed}));
  if (wanted.seed) DBC_CHECK(wanted.seed->apply(*workspace, wanted.on_warning));
  return {};
}

}  // namespace

bool is_workspace(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::exists(database_file(folder), ignored) || is_replacement_pending(folder);
}

Result<void> make_workspace(const std::filesystem::path& folder, const NewWorkspace& wanted) {
  DBC_CHECK(make_folders(folder, 0700));
  DBC_TRY(const auto alone, SharedState::open_alone(folder));
  DBC_CHECK(prepare_incoming(folder));
  if (auto filled = fill_incoming(incoming_folder(folder), wanted); !filled) {
    std::error_code ignored;
    std::filesystem::remove_all(incoming_folder(folder), ignored);
    return std::move(filled).error();
  }
  return replace_workspace(folder, *alone);
}

}  // namespace dbc::emulator
