#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/dbfs/dbfs_path.hpp"
#include "emulator/services/dbfs/dbfs_write.hpp"
#include "emulator/services/dbfs/handlers.hpp"

namespace dbc::emulator {
namespace {

Result<void> check_move(const TreePath& from, const TreePath& to, const Context& context) {
  if (from.is_root() || to.is_within(from))
    return invalid_parameter("Cannot move dbfs:" + from.text() + " to dbfs:" + to.text());
  DBC_TRY(const auto source, context.files.dbfs().find(from));
  if (!source) return no_dbfs_file(from);
  return check_dbfs_target(to, Replace::no, context);
}

Error not_empty() {
  return api_error(ErrorCode::io_error, "Directory is not empty. Use recursive delete or remove contents first.");
}

}  // namespace

Result<Reply> make_dbfs_folder(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, changeable_dbfs_path(input, "path"));
  DBC_CHECK(make_dbfs_folders(path, context));
  return ok();
}

Result<Reply> move_dbfs(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto from, changeable_dbfs_path(input, "source_path"));
  DBC_TRY(const auto to, changeable_dbfs_path(input, "destination_path"));
  DBC_CHECK(check_move(from, to, context));
  DBC_CHECK(make_dbfs_folders(to.parent(), context));
  DBC_TRY(const auto outcome, context.files.dbfs().move(from, to));
  if (outcome == Outcome::missing) return no_dbfs_file(from);
  if (outcome != Outcome::done) return dbfs_file_exists(to);
  return ok();
}

Result<Reply> delete_dbfs(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, changeable_dbfs_path(input, "path"));
  DBC_TRY(const auto recursive, Fields(input).boolean("recursive"));
  if (path.is_root()) return invalid_parameter("The root of DBFS cannot be deleted");
  const FileTree& tree = context.files.dbfs();
  DBC_TRY(const auto outcome,
          recursive.value_or(false) ? tree.remove_all(path, context.files.trash()) : tree.remove(path));
  if (outcome == Outcome::not_empty) return not_empty();
  // What is not there counts as deleted.
  return ok();
}

}  // namespace dbc::emulator
