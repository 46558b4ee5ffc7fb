#include "emulator/http/reply.hpp"
#include "emulator/services/workspace_objects/handlers.hpp"
#include "emulator/services/workspace_objects/object_permissions.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {
namespace {

Json object_info(const WorkspaceObject& object, const std::string& shown) {
  Json info{{"object_type", name_of(object.row.kind)}, {"path", shown}};
  if (object.row.kind == ObjectKind::notebook)
    info["language"] = name_of(object.row.language.value_or(NotebookLanguage::python));
  if (!is_folder(object.row.kind)) {
    info["created_at"] = to_epoch_millis(object.row.created_at);
    info["modified_at"] = to_epoch_millis(object.modified_at);
  }
  info["object_id"] = object.row.id;
  if (object.row.kind == ObjectKind::file) info["size"] = object.size;
  info["resource_id"] = std::to_string(object.row.id);
  return info;
}

Result<WorkspaceObject> get_object(const WorkspacePath& path, const Context& context) {
  DBC_TRY(auto object, find_object(path.place, context));
  if (!object) return no_such_object(path.asked);
  return std::move(*object);
}

/// The form in which a sync brings the notebook home.
Result<std::string> export_form(const WorkspacePath& path, const Context& context) {
  DBC_TRY(const auto content, read_object(path.place, context));
  const bool is_jupyter = stored_form_of(content.value_or("")) == StoredForm::jupyter;
  return std::string(is_jupyter ? "JUPYTER" : "SOURCE");
}

}  // namespace

Result<Reply> get_object_status(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, workspace_path_field(input, call, context));
  DBC_TRY(const auto wants_form, Fields(input).boolean("return_export_info"));
  DBC_TRY(const auto object, get_object(path, context));
  DBC_CHECK(require_to_see(call, context, object));
  Json info = object_info(object, path.shown(path.place));
  if (wants_form.value_or(false) && object.row.kind == ObjectKind::notebook) {
    DBC_TRY(const auto form, export_form(path, context));
    info["repos_export_format"] = form;
  }
  return ok(info);
}

Result<Reply> list_workspace(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, workspace_path_field(input, call, context));
  DBC_TRY(const auto after, Fields(input).integer("notebooks_modified_after"));
  DBC_TRY(const auto object, get_object(path, context));
  if (!is_folder(object.row.kind)) {
    DBC_CHECK(require_to_see(call, context, object));
    return ok({{"objects", Json::array({object_info(object, path.shown(path.place))})}});
  }
  DBC_TRY(auto objects, list_objects(path.place, context));
  if (!objects) return no_such_object(path.asked);
  DBC_CHECK(keep_visible(call, context, object, *objects));
  Json infos = Json::array();
  for (const auto& each : *objects) {
    const bool is_old = after && to_epoch_millis(each.modified_at) <= *after;
    if (is_old && each.row.kind == ObjectKind::notebook) continue;
    infos.push_back(object_info(each, path.shown(each.row.path)));
  }
  if (infos.empty()) return ok();
  return ok({{"objects", infos}});
}

}  // namespace dbc::emulator
