#include "../transfer/local_folder.hpp"
#include "../transfer/transfer.hpp"
#include "copying.hpp"
#include "dbc/cli/dbfs_path.hpp"

namespace dbc::commands {
namespace {

using cli::Finished;
using cli::Job;
using cli::Lane;
using Trail = std::shared_ptr<const FolderTrail>;

Job file_job(const std::string& source, const std::string& target, bool overwrite) {
  return [source, target, overwrite](Lane& lane) -> Result<Finished> {
    DBC_TRY(api::Client * client, lane.client());
    DBC_TRY(auto upload, api::open_upload(source));
    const auto stored = api::Dbfs(*client).put(std::move(upload), target, overwrite);
    return about("copying " + source, after_put(stored, source, target));
  };
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite, const Trail& above);

Result<Finished> upload_folder(Lane& lane, const std::string& source, const std::string& target, bool overwrite,
                               const Trail& above) {
  DBC_TRY(const Trail here, enter_folder(source, above));
  if (here == nullptr) return Finished{.err = loop_warning(source), .tally = {.skipped = 1}};
  DBC_TRY(api::Client * client, lane.client());
  DBC_TRY(auto in_the_way, about("copying " + source, open_target_folder(api::Dbfs(*client), target)));
  if (in_the_way) return std::move(*in_the_way);
  DBC_TRY(const auto entries, list_local_folder(source, true));
  Finished finished;
  for (const auto& [name, kind] : entries) {
    const auto from = join_local(source, name);
    const auto to = cli::join_dbfs(target, name);
    if (kind == LocalKind::folder) finished.next.push_back(folder_job(from, to, overwrite, here));
    if (kind == LocalKind::file) finished.next.push_back(file_job(from, to, overwrite));
  }
  return finished;
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite, const Trail& above) {
  return [=](Lane& lane) { return upload_folder(lane, source, target, overwrite, above); };
}

Result<void> upload_file(cli::Session& session, const CopyRequest& request) {
  DBC_TRY(api::Client * client, session.workspace());
  api::Dbfs dbfs(*client);
  const auto name = request.source.substr(request.source.rfind('/') + 1);
  DBC_TRY(const auto target, final_target(dbfs, request.target, name));
  DBC_TRY(auto upload, api::open_upload(request.source));
  Progress progress(session);
  upload.content = with_progress(upload.content, progress);
  return dbfs.put(std::move(upload), target, request.overwrite);
}

}  // namespace

Result<void> copy_up(cli::Session& session, const cli::Invocation& invocation, const CopyRequest& request) {
  const auto& source = request.source;
  if (!exists_locally(source))
    return Error{.kind = ErrorKind::not_found, .message = "The local file " + source + " does not exist."};
  const bool is_folder = kind_of(source) == LocalKind::folder;
  if (is_folder && !request.recursive)
    return Error{.kind = ErrorKind::input,
                 .message = "The local file " + source + " is a directory. You must provide --recursive"};
  DBC_CHECK(cli::check_dbfs_path(request.target));
  if (!is_folder) return upload_file(session, request);
  return run_transfer(session, invocation, "copied", folder_job(source, request.target, request.overwrite, {}));
}

}  // namespace dbc::commands
