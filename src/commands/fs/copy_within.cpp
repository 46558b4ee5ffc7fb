#include "../transfer/local_folder.hpp"
#include "../transfer/transfer.hpp"
#include "copying.hpp"
#include "dbc/cli/dbfs_path.hpp"

namespace dbc::commands {
namespace {

using cli::Finished;
using cli::Job;
using cli::Lane;

/// One client reads while the other sends: nothing is kept on this machine.
Result<void> pass_through(Lane& lane, const std::string& source, std::uint64_t size, const std::string& target,
                          bool overwrite) {
  DBC_TRY(api::Client * sender, lane.client());
  DBC_TRY(api::Client * reader, lane.second_client());
  return api::Dbfs(*sender).put(api::Dbfs(*reader).open_upload(source, size), target, overwrite);
}

Job file_job(const std::string& source, std::uint64_t size, const std::string& target, bool overwrite) {
  return [=](Lane& lane) {
    const auto stored = pass_through(lane, source, size, target, overwrite);
    return about("copying " + source, after_put(stored, source, target));
  };
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite);

Result<Finished> copy_folder(Lane& lane, const std::string& source, const std::string& target, bool overwrite) {
  DBC_TRY(api::Client * client, lane.client());
  api::Dbfs dbfs(*client);
  DBC_TRY(const auto entries, about("copying " + source, dbfs.list(source)));
  DBC_TRY(auto in_the_way, about("copying " + source, open_target_folder(dbfs, target)));
  if (in_the_way) return std::move(*in_the_way);
  Finished finished;
  for (const auto& entry : entries) {
    const auto from = cli::dbfs_path_of(entry.path);
    const auto name = cli::dbfs_name(from);
    DBC_CHECK(check_remote_name(name));
    const auto to = cli::join_dbfs(target, name);
    finished.next.push_back(entry.is_dir ? folder_job(from, to, overwrite) : file_job(from, entry.size, to, overwrite));
  }
  return finished;
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite) {
  return [=](Lane& lane) { return copy_folder(lane, source, target, overwrite); };
}

Error into_itself(const CopyRequest& request) {
  return {.kind = ErrorKind::input, .message = request.source + " cannot be copied into itself, " + request.target};
}

Result<void> copy_file(cli::Session& session, const CopyRequest& request, const api::DbfsEntry& entry) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const auto target, final_target(api::Dbfs(*client), request.target, cli::dbfs_name(request.source)));
  if (cli::is_at_or_below(target, request.source)) return into_itself(request);
  Lane lane([&session] { return session.new_client(); }, client);
  return pass_through(lane, request.source, entry.size, target, request.overwrite);
}

}  // namespace

Result<void> copy_within(cli::Session& session, const cli::Invocation& invocation, const CopyRequest& request) {
  DBC_CHECK(cli::check_dbfs_path(request.source));
  DBC_CHECK(cli::check_dbfs_path(request.target));
  DBC_TRY(api::Client * client, session.workspace());
  api::Dbfs dbfs(*client);
  auto status = request.recursive ? dbfs.get_status(request.source) : get_file_status(dbfs, request.source);
  if (!status) return std::move(status).error();
  if (!status->is_dir) return copy_file(session, request, *status);
  if (cli::is_at_or_below(request.target, request.source)) return into_itself(request);
  return run_transfer(session, invocation, "copied", folder_job(request.source, request.target, request.overwrite));
}

}  // namespace dbc::commands
