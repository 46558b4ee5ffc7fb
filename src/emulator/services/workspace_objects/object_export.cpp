#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/workspace_objects/export_content.hpp"
#include "emulator/services/workspace_objects/handlers.hpp"
#include "emulator/services/workspace_objects/object_permissions.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {
namespace {

Result<ExportOptions> read_options(const Json& input) {
  ExportOptions options;
  DBC_TRY(options.format, format_field(input));
  DBC_TRY(const auto outputs, Fields(input).text("outputs"));
  if (outputs && *outputs != "ALL" && *outputs != "NONE") return wrong_type("ExportOutputs", "outputs");
  options.has_outputs = outputs != "NONE";
  return options;
}

Result<ExportedContent> export_content(const WorkspaceObject& object, const WorkspacePath& path,
                                       const ExportOptions& options, const Context& context) {
  if (is_folder(object.row.kind)) return export_folder(object, options.format, context);
  DBC_TRY(auto content, read_object(path.place, context));
  if (!content) return no_such_object(path.asked);
  if (object.row.kind == ObjectKind::notebook) return export_notebook(*content, object, options);
  return export_file(std::move(*content), object, options.format);
}

/// A name that is safe between quotes in a header.
std::string download_name(const TreePath& path, const ExportedContent& content, bool is_file) {
  std::string name = path.is_root() ? "Workspace" : path.name();
  if (!is_file && !content.file_type.empty()) name += "." + content.file_type;
  std::ranges::replace_if(
      name, [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; }, '_');
  return name;
}

Reply download(const WorkspaceObject& object, ExportedContent content) {
  const std::string name = download_name(object.row.path, content, object.row.kind == ObjectKind::file);
  return Reply{.content_type = "application/octet-stream",
               .headers = {{"Content-Disposition", "attachment; filename=\"" + name + "\""}},
               .body = std::move(content.bytes)};
}

}  // namespace

Result<Reply> export_object(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, workspace_path_field(input, call, context));
  DBC_TRY(const auto options, read_options(input));
  DBC_TRY(const auto is_direct, Fields(input).boolean("direct_download"));
  DBC_TRY(const auto object, find_object(path.place, context));
  if (!object) return no_such_object(path.asked);
  DBC_CHECK(require_on_object(call, context, *object, level::can_read));
  DBC_TRY(auto content, export_content(*object, path, options, context));
  if (is_direct.value_or(false)) return download(*object, std::move(content));
  Json body{{"content", base64_encode(content.bytes)}};
  if (!content.file_type.empty()) body["file_type"] = content.file_type;
  return ok(body);
}

}  // namespace dbc::emulator
