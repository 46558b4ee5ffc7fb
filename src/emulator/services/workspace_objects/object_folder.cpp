#include "emulator/services/workspace_objects/object_folder.hpp"

#include "emulator/files/obstacle.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"

namespace dbc::emulator {
namespace {

Error in_the_way(const WorkspacePath& path, const TreePath& obstacle, const TreePath& wanted) {
  if (obstacle == wanted) return object_exists(path.shown(obstacle));
  return api_error(ErrorCode::resource_already_exists, "Path (" + path.shown(obstacle) +
                                                           ") already exists and is no folder, so that " +
                                                           path.shown(wanted) + " cannot be made.");
}

}  // namespace

Result<void> make_folder_at(const TreePath& place, const WorkspacePath& path, const Context& context) {
  DBC_CHECK(check_special_folders(place, true, context));
  DBC_TRY(const auto outcome, make_object_folder(place, path.asker, context));
  if (outcome == Outcome::done) return {};
  DBC_TRY(const auto obstacle, obstacle_on(place, context.files.workspace()));
  return in_the_way(path, obstacle, place);
}

}  // namespace dbc::emulator
