#include "emulator/services/dbfs/dbfs_write.hpp"

#include "emulator/files/obstacle.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/dbfs/dbfs_path.hpp"

namespace dbc::emulator {
namespace {

// A folder may be removed by others between its making and its use.
constexpr int k_attempts = 5;

Error cannot_settle() {
  return api_error(ErrorCode::io_error, "The folders of the path are being removed at the same time");
}

}  // namespace

Result<void> make_dbfs_folders(const TreePath& path, const Context& context) {
  DBC_TRY(const auto outcome, context.files.dbfs().make_folder(path));
  if (outcome == Outcome::done) return {};
  if (outcome == Outcome::exists) return dbfs_file_exists(path);
  DBC_TRY(const auto obstacle, obstacle_on(path, context.files.dbfs()));
  return dbfs_file_exists(obstacle);
}

Result<void> check_dbfs_target(const TreePath& path, Replace replace, const Context& context) {
  if (path.is_root()) return dbfs_file_exists(path);
  DBC_TRY(const auto entry, context.files.dbfs().find(path));
  if (entry && (entry->is_folder || replace == Replace::no)) return dbfs_file_exists(path);
  if (entry) return {};
  DBC_TRY(const auto obstacle, obstacle_on(path, context.files.dbfs()));
  if (!(obstacle == path)) return dbfs_file_exists(obstacle);
  return {};
}

Result<void> place_dbfs_file(StagedFile& file, const TreePath& path, Replace replace, const Context& context) {
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    DBC_CHECK(make_dbfs_folders(path.parent(), context));
    DBC_TRY(const auto outcome, context.files.dbfs().place(file, path, replace));
    if (outcome == Outcome::done) return {};
    if (outcome == Outcome::exists) return dbfs_file_exists(path);
  }
  return cannot_settle();
}

}  // namespace dbc::emulator
