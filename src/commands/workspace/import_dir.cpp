#include "../transfer/local_folder.hpp"
#include "../transfer/transfer.hpp"
#include "dbc/base/files.hpp"
#include "notebook_names.hpp"
#include "notebook_tree.hpp"
#include "workspace.hpp"

namespace dbc::commands {
namespace {

using cli::Finished;
using cli::Job;
using cli::Lane;
using Trail = std::shared_ptr<const FolderTrail>;

struct ImportOptions {
  bool overwrite = false;
  bool hidden = true;
};

/// One slash between the two, however many the folder ends with.
std::string join_workspace(std::string_view folder, std::string_view name) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return std::string(folder) + "/" + std::string(name);
}

Job notebook_job(const std::string& source, const std::string& folder, const NotebookName& notebook, bool overwrite) {
  return [=](Lane& lane) -> Result<Finished> {
    const auto target = join_workspace(folder, notebook.name);
    DBC_TRY(const auto content, read_file(source));
    DBC_TRY(api::Client * client, lane.client());
    api::WorkspaceObjects objects(*client);
    DBC_CHECK(about("importing " + source, objects.import_object(target, notebook.form, content, overwrite)));
    return Finished{.out = source + " -> " + target + "\n", .tally = {.done = 1}};
  };
}

Job skip_job(const std::string& source) {
  return [=](Lane&) -> Result<Finished> {
    return Finished{.out = source + " does not have a valid extension of " + importable_extensions() +
                           ". Skip this file and continue.\n",
                    .tally = {.skipped = 1}};
  };
}

Job file_job(const std::string& source, const std::string& name, const std::string& folder, bool overwrite) {
  const auto notebook = read_notebook_name(name);
  return notebook ? notebook_job(source, folder, *notebook, overwrite) : skip_job(source);
}

Job folder_job(const std::string& source, const std::string& target, const ImportOptions& options, const Trail& above);

Result<Finished> import_folder(Lane& lane, const std::string& source, const std::string& target,
                               const ImportOptions& options, const Trail& above) {
  DBC_TRY(const Trail here, enter_folder(source, above));
  if (here == nullptr) return Finished{.err = loop_warning(source), .tally = {.skipped = 1}};
  DBC_TRY(const auto entries, list_local_folder(source, options.hidden));
  DBC_TRY(api::Client * client, lane.client());
  DBC_CHECK(about("importing " + source, api::WorkspaceObjects(*client).make_folders(target)));
  Finished finished;
  for (const auto& [name, kind] : entries) {
    const auto from = join_local(source, name);
    if (kind == LocalKind::folder)
      finished.next.push_back(folder_job(from, join_workspace(target, name), options, here));
    if (kind == LocalKind::file) finished.next.push_back(file_job(from, name, target, options.overwrite));
  }
  return finished;
}

Job folder_job(const std::string& source, const std::string& target, const ImportOptions& options, const Trail& above) {
  return [=](Lane& lane) { return import_folder(lane, source, target, options, above); };
}

}  // namespace

Result<void> run_workspace_import_dir(cli::Session& session, const cli::Invocation& invocation) {
  const ImportOptions options{.overwrite = invocation.flag("overwrite"),
                              .hidden = !invocation.flag("exclude-hidden-files")};
  const auto source = invocation.text("SOURCE_PATH");
  DBC_CHECK(check_distinct_notebooks(source, options.hidden));
  return run_transfer(session, invocation, "imported", folder_job(source, invocation.text("TARGET_PATH"), options, {}));
}

}  // namespace dbc::commands
