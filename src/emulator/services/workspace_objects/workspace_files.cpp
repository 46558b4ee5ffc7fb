#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/workspace_objects/handlers.hpp"
#include "emulator/services/workspace_objects/import_content.hpp"
#include "emulator/services/workspace_objects/object_permissions.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

// The endpoints of clients that keep a folder in step with the workspace. A new file takes no more than one request,
// and that a file exists already has a status of its own: locks rest on it.

namespace dbc::emulator {
namespace {

Result<WorkspacePath> path_of(const Call& call, const Context& context) {
  return workspace_path("/" + std::string(call.path_parameter("path")), call, context);
}

Error file_exists(const WorkspacePath& path) {
  return api_error(ErrorCode::already_exists, "File already exists at (" + path.asked + ").");
}

struct Target {
  NewObject object;
  std::optional<std::string> notebook_text;  ///< replaces the body where the file is a notebook
};

/// What AUTO makes of the file.
Result<Target> target_of(const WorkspacePath& path, StagedFile& body) {
  Target target{.object = {.path = path.place, .asked = path.asked, .kind = ObjectKind::file, .creator = path.asker},
                .notebook_text = {}};
  DBC_TRY(const auto content, body.view());
  if (!is_notebook_file(path.place.name(), content)) return target;
  if (content.size() > k_max_object_bytes) return object_too_large();
  DBC_TRY(auto imported, read_import(content, {.format = ObjectFormat::automatic, .name = path.place.name()}));
  if (imported.is_folder)
    return api_error(ErrorCode::not_implemented,
                     "The emulated workspace does not import archives of folders through workspace-files yet");
  ImportedObject& object = imported.objects.front();
  target.object.path = path.place.parent().child(imported.name);
  target.object.asked = path.shown(target.object.path);
  target.object.kind = object.kind;
  target.object.language = object.language;
  target.notebook_text = std::move(object.content);
  return target;
}

/// A file where a file is has a status of its own; a notebook where a notebook is has the usual one.
Result<void> check_new_file(const Target& target, const WorkspacePath& path, const Context& context) {
  if (target.object.kind != ObjectKind::file) return {};
  DBC_TRY(const auto existing, find_object(target.object.path, context));
  if (existing && existing->row.kind == ObjectKind::file) return file_exists(path);
  return {};
}

Result<std::int64_t> store(const Target& target, StagedFile& body, Replace replace, const Context& context) {
  if (target.notebook_text) return store_object(target.object, *target.notebook_text, replace, context);
  return store_object(target.object, body, replace, context);
}

}  // namespace

Result<Reply> import_workspace_file(const Call& call, Context& context) {
  DBC_TRY(const auto path, path_of(call, context));
  const Json query = call.query();
  DBC_TRY(const auto overwrite, Fields(query).boolean("overwrite"));
  const Replace replace = overwrite.value_or(false) ? Replace::yes : Replace::no;
  DBC_TRY(const auto target, target_of(path, *call.staged()));
  DBC_CHECK(require_to_store(call, context, target.object.path));
  const auto stored = store(target, *call.staged(), replace, context);
  // Asked only now: of two who take a lock at once, both may find it free before.
  if (!stored && replace == Replace::no) DBC_CHECK(check_new_file(target, path, context));
  DBC_CHECK(stored);
  return ok();
}

Result<Reply> read_workspace_file(const Call& call, Context& context) {
  DBC_TRY(const auto path, path_of(call, context));
  DBC_TRY(const auto object, find_object(path.place, context));
  if (!object) return no_such_object(path.asked);
  DBC_CHECK(require_on_object(call, context, *object, level::can_read));
  if (is_folder(object->row.kind)) return invalid_parameter("Path (" + path.asked + ") is a folder");
  DBC_TRY(auto opened, context.files.workspace().open(path.place));
  if (!opened) return no_such_object(path.asked);
  Reply reply{.content_type = "application/octet-stream"};
  reply.file = std::make_shared<FileBody>(opened->descriptor.release(), 0, opened->entry.size);
  return reply;
}

}  // namespace dbc::emulator
