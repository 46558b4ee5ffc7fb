#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/workspace_objects/handlers.hpp"
#include "emulator/services/workspace_objects/object_folder.hpp"
#include "emulator/services/workspace_objects/object_permissions.hpp"
#include "emulator/services/workspace_objects/object_repository.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {
namespace {

Error not_empty(const WorkspacePath& path) {
  return api_error(ErrorCode::directory_not_empty, "Folder (" + path.asked + ") is not empty");
}

/// A folder that is there already is nobody's loss.
Result<void> require_to_make(const Call& call, Context& context, const TreePath& place) {
  DBC_TRY(const auto entry, context.files.workspace().find(place));
  return entry ? Result<void>{} : require_to_store(call, context, place);
}

/// Forgets an object and all below it, with what was granted on them.
Result<void> forget(Transaction& transaction, const TreePath& path) {
  ObjectRepository rows(transaction);
  DBC_TRY(const auto gone, rows.at_and_below(path));
  for (const auto& row : gone) DBC_CHECK(forget_grants(transaction, securable_of(row)));
  return rows.remove(path);
}

}  // namespace

Result<Reply> make_workspace_folder(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, workspace_path_field(input, call, context));
  DBC_CHECK(require_to_make(call, context, path.place));
  DBC_CHECK(make_folder_at(path.place, path, context));
  return ok();
}

Result<Reply> delete_object(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, workspace_path_field(input, call, context));
  DBC_TRY(const auto recursive, Fields(input).boolean("recursive"));
  DBC_CHECK(check_unprotected(path, call, context));
  DBC_TRY(const auto object, find_object(path.place, context));
  if (!object) return no_such_object(path.asked);
  DBC_CHECK(require_on_object(call, context, *object, level::can_manage));
  DBC_TRY(auto transaction, context.store.begin_write());
  const FileTree& tree = context.files.workspace();
  DBC_TRY(const auto outcome,
          recursive.value_or(false) ? tree.remove_all(path.place, context.files.trash()) : tree.remove(path.place));
  if (outcome == Outcome::not_empty) return not_empty(path);
  if (outcome != Outcome::done) return no_such_object(path.asked);
  DBC_CHECK(forget(transaction, path.place));
  DBC_CHECK(transaction.commit());
  return ok();
}

}  // namespace dbc::emulator
