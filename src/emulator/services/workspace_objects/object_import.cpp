#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/workspace_objects/handlers.hpp"
#include "emulator/services/workspace_objects/import_content.hpp"
#include "emulator/services/workspace_objects/object_folder.hpp"
#include "emulator/services/workspace_objects/object_permissions.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {
namespace {

Result<std::string> content_of(const Call& call, const Json& input) {
  if (call.staged() && call.staged()->size() > k_max_object_bytes) return object_too_large();
  if (call.staged()) {
    DBC_TRY(const auto file, call.staged()->view());
    return std::string(file);
  }
  DBC_TRY(auto content, Fields(input).bytes("content"));
  if (!content) return missing_field("content");
  return std::move(*content);
}

Result<void> check_parent(const TreePath& place, const Context& context) {
  DBC_TRY(const auto parent, context.files.workspace().find(place.parent()));
  if (parent && parent->is_folder) return {};
  return no_parent_folder(place.parent());
}

NewObject new_object(const ImportedObject& object, const TreePath& target, const WorkspacePath& path) {
  NewObject stored{.path = target, .kind = object.kind, .language = object.language, .creator = path.asker};
  for (const auto& name : object.place.names()) stored.path = stored.path.child(name);
  stored.asked = path.shown(stored.path);
  return stored;
}

/// Makes the folder of an archive with all it holds, and returns the folder's id.
Result<std::int64_t> store_folder(const ImportedContent& imported, const TreePath& target, const WorkspacePath& path,
                                  const Context& context) {
  DBC_TRY(const auto existing, context.files.workspace().find(target));
  if (existing) return object_exists(path.asked);
  DBC_CHECK(make_folder_at(target, path, context));
  for (const auto& object : imported.objects) {
    const NewObject stored = new_object(object, target, path);
    if (object.kind == ObjectKind::directory) {
      DBC_CHECK(make_folder_at(stored.path, path, context));
      continue;
    }
    DBC_CHECK(make_folder_at(stored.path.parent(), path, context));
    DBC_CHECK(store_object(stored, object.content, Replace::no, context));
  }
  DBC_TRY(const auto folder, find_object(target, context));
  if (!folder) return no_such_object(path.asked);
  return folder->row.id;
}

Result<std::int64_t> store_import(const ImportedContent& imported, const WorkspacePath& path, Replace replace,
                                  const Context& context) {
  if (path.place.is_root()) return object_exists(path.asked);
  const TreePath target = path.place.parent().child(imported.name);
  DBC_CHECK(check_parent(target, context));
  if (imported.is_folder) return store_folder(imported, target, path, context);
  const ImportedObject& object = imported.objects.front();
  NewObject stored = new_object(object, target, path);
  stored.asked = path.shown(target);
  return store_object(stored, object.content, replace, context);
}

/// The root is no place to import to, which storing says better.
Result<void> require_to_import(const Call& call, Context& context, const WorkspacePath& path,
                               const ImportedContent& imported) {
  if (path.place.is_root()) return {};
  return require_to_store(call, context, path.place.parent().child(imported.name));
}

}  // namespace

Result<Reply> import_object(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, workspace_path_field(input, call, context));
  DBC_TRY(const auto format, format_field(input));
  DBC_TRY(const auto language, language_field(input));
  DBC_TRY(const auto overwrite, Fields(input).boolean("overwrite"));
  DBC_TRY(const auto content, content_of(call, input));
  if (content.size() > k_max_object_bytes) return object_too_large();
  if (format == ObjectFormat::dbc && overwrite.value_or(false))
    return invalid_parameter("An import in DBC format cannot overwrite");
  DBC_TRY(const auto imported,
          read_import(content, {.format = format, .language = language, .name = path.place.name()}));
  DBC_CHECK(require_to_import(call, context, path, imported));
  DBC_TRY(const auto id, store_import(imported, path, overwrite.value_or(false) ? Replace::yes : Replace::no, context));
  return ok({{"object_id", id}});
}

}  // namespace dbc::emulator
