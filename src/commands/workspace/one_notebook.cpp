#include "../transfer/local_folder.hpp"
#include "dbc/base/files.hpp"
#include "local_notebook.hpp"
#include "notebook_names.hpp"
#include "workspace.hpp"

namespace dbc::commands {
namespace {

/// A folder as target means a file in it that is named after the notebook.
Result<std::string> file_for(api::WorkspaceObjects objects, const std::string& source, const std::string& target,
                             const std::string& format) {
  if (kind_of(target) != LocalKind::folder) return target;
  DBC_TRY(const auto object, objects.get_status(source));
  if (!object.is_notebook())
    return Error{.kind = ErrorKind::input, .message = "Export can only be called on a notebook."};
  const auto name = object.path.substr(object.path.rfind('/') + 1) + export_extension(format, object.language);
  DBC_CHECK(check_remote_name(name));
  return join_local(target, name);
}

}  // namespace

Result<void> run_workspace_import(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const auto content, read_file(invocation.text("SOURCE_PATH")));
  DBC_TRY(api::Client * client, session.workspace());
  return api::WorkspaceObjects(*client).import_object(
      invocation.text("TARGET_PATH"), {.format = invocation.text("format"), .language = invocation.text("language")},
      content, invocation.flag("overwrite"));
}

Result<void> run_workspace_export(cli::Session& session, const cli::Invocation& invocation) {
  const auto source = invocation.text("SOURCE_PATH");
  const auto format = invocation.text("format");
  DBC_TRY(api::Client * client, session.workspace());
  const api::WorkspaceObjects objects(*client);
  DBC_TRY(const auto target, file_for(objects, source, invocation.text("TARGET_PATH"), format));
  if (!invocation.flag("overwrite") && exists_locally(target))
    return Error{.kind = ErrorKind::input,
                 .message = "Target " + target + " already exists.",
                 .hint = "It is replaced with --overwrite"};
  return export_to_file(objects, source, format, target);
}

}  // namespace dbc::commands
