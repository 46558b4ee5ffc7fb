#include <map>

#include "../transfer/local_folder.hpp"
#include "../transfer/transfer.hpp"
#include "dbc/base/files.hpp"
#include "local_notebook.hpp"
#include "notebook_names.hpp"
#include "workspace.hpp"

namespace dbc::commands {
namespace {

using cli::Finished;
using cli::Job;
using cli::Lane;

constexpr unsigned k_new_folder = 0777;  // less the umask
constexpr std::string_view k_source_format = "SOURCE";

Job notebook_job(const std::string& source, const std::string& target, bool overwrite) {
  return [=](Lane& lane) -> Result<Finished> {
    if (!overwrite && exists_locally(target))
      return Finished{.out = source + " already exists locally as " + target + ". Skip.\n", .tally = {.skipped = 1}};
    DBC_TRY(api::Client * client, lane.client());
    const api::WorkspaceObjects objects(*client);
    DBC_CHECK(about("exporting " + source, export_to_file(objects, source, std::string(k_source_format), target)));
    return Finished{.out = source + " -> " + target + "\n", .tally = {.done = 1}};
  };
}

Job skip_job(const std::string& source) {
  return [=](Lane&) -> Result<Finished> {
    return Finished{.out = source + " is neither a dir or a notebook. Skip.\n", .tally = {.skipped = 1}};
  };
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite);

bool is_exported(const api::WorkspaceObject& object) { return object.type == "DIRECTORY" || object.is_notebook(); }

Result<std::string> target_of(const api::WorkspaceObject& object, const std::string& folder) {
  const auto name = object.path.substr(object.path.rfind('/') + 1);
  DBC_CHECK(check_remote_name(name));
  return join_local(folder, object.is_notebook() ? name + export_extension(k_source_format, object.language) : name);
}

/// Which object becomes which file. Two that would become one, such as a folder `a.py` and a notebook `a`, are refused.
Result<std::map<std::string, std::string>> targets_of(const std::vector<api::WorkspaceObject>& list,
                                                      const std::string& folder) {
  std::map<std::string, std::string> targets;
  std::map<std::string, std::string> sources;
  for (const auto& object : list) {
    if (!is_exported(object)) continue;
    DBC_TRY(const auto target, target_of(object, folder));
    const auto [known, is_new] = sources.try_emplace(target, object.path);
    if (!is_new)
      return Error{.kind = ErrorKind::input,
                   .message = known->second + " and " + object.path + " would both become " + target};
    targets.emplace(object.path, target);
  }
  return targets;
}

Job job_for(const api::WorkspaceObject& object, const std::string& target, bool overwrite) {
  if (!is_exported(object)) return skip_job(object.path);
  return object.is_notebook() ? notebook_job(object.path, target, overwrite)
                              : folder_job(object.path, target, overwrite);
}

Result<Finished> export_folder(Lane& lane, const std::string& source, const std::string& target, bool overwrite) {
  if (kind_of(target) == LocalKind::file)
    return Finished{.out = target + " exists as a file. Skipping this subtree " + source + "\n",
                    .tally = {.failed = 1}};
  DBC_CHECK(make_folders(target, k_new_folder));
  DBC_TRY(api::Client * client, lane.client());
  DBC_TRY(const auto list, about("exporting " + source, api::WorkspaceObjects(*client).list(source)));
  Finished finished;
  DBC_TRY(auto targets, targets_of(list, target));
  for (const auto& object : list) finished.next.push_back(job_for(object, targets[object.path], overwrite));
  return finished;
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite) {
  return [=](Lane& lane) { return export_folder(lane, source, target, overwrite); };
}

}  // namespace

Result<void> run_workspace_export_dir(cli::Session& session, const cli::Invocation& invocation) {
  const auto source = invocation.text("SOURCE_PATH");
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const auto object, api::WorkspaceObjects(*client).get_status(source));
  if (!object.is_folder())
    return Error{.kind = ErrorKind::input, .message = "The source path must be a directory. " + source};
  return run_transfer(session, invocation, "exported",
                      folder_job(source, invocation.text("TARGET_PATH"), invocation.flag("overwrite")));
}

}  // namespace dbc::commands
