#include "../transfer/local_folder.hpp"
#include "../transfer/transfer.hpp"
#include "copying.hpp"
#include "dbc/base/files.hpp"
#include "dbc/base/incoming_file.hpp"
#include "dbc/cli/dbfs_path.hpp"

namespace dbc::commands {
namespace {

using cli::Finished;
using cli::Job;
using cli::Lane;

constexpr unsigned k_new_folder = 0777;  // less the umask

Result<void> fetch(api::Dbfs dbfs, const std::string& source, std::uint64_t size, const std::string& target,
                   Progress* progress) {
  DBC_TRY(auto file, IncomingFile::create(target));
  net::BodySink sink = [&file](std::string_view part) { return file.write(part); };
  if (progress != nullptr) sink = with_progress(std::move(sink), size, *progress);
  DBC_CHECK(dbfs.read(source, size, sink));
  return file.commit();
}

/// The listing has told the size, so the service need not be asked for it again.
Job file_job(const std::string& source, std::uint64_t size, const std::string& target, bool overwrite) {
  return [=](Lane& lane) -> Result<Finished> {
    if (!overwrite && exists_locally(target))
      return Finished{.out = source + " already exists locally as " + target +
                             ". Skip. To overwrite, you should provide the --overwrite flag.\n",
                      .tally = {.skipped = 1}};
    DBC_TRY(api::Client * client, lane.client());
    DBC_CHECK(about("copying " + source, fetch(api::Dbfs(*client), source, size, target, nullptr)));
    return Finished{.out = source + " -> " + target + "\n", .tally = {.done = 1}};
  };
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite);

Result<Finished> download_folder(Lane& lane, const std::string& source, const std::string& target, bool overwrite) {
  if (kind_of(target) == LocalKind::file)
    return Finished{.out = target + " exists as a file. Skipping this subtree " + source + "\n",
                    .tally = {.failed = 1}};
  DBC_CHECK(make_folders(target, k_new_folder));
  DBC_TRY(api::Client * client, lane.client());
  DBC_TRY(const auto entries, about("copying " + source, api::Dbfs(*client).list(source)));
  Finished finished;
  for (const auto& entry : entries) {
    const auto from = cli::dbfs_path_of(entry.path);
    const auto name = cli::dbfs_name(from);
    DBC_CHECK(check_remote_name(name));
    const auto to = join_local(target, name);
    finished.next.push_back(entry.is_dir ? folder_job(from, to, overwrite) : file_job(from, entry.size, to, overwrite));
  }
  return finished;
}

Job folder_job(const std::string& source, const std::string& target, bool overwrite) {
  return [=](Lane& lane) { return download_folder(lane, source, target, overwrite); };
}

/// A target that ends in a slash can only be a folder.
std::string local_target(const CopyRequest& request) {
  const bool is_folder = request.target.ends_with('/') || kind_of(request.target) == LocalKind::folder;
  return is_folder ? join_local(request.target, cli::dbfs_name(request.source)) : request.target;
}

Result<void> download_file(cli::Session& session, const CopyRequest& request) {
  const auto target = local_target(request);
  if (!request.overwrite && exists_locally(target))
    return Error{
        .kind = ErrorKind::input, .message = target + " exists already.", .hint = "It is replaced with --overwrite"};
  DBC_TRY(api::Client * client, session.workspace());
  api::Dbfs dbfs(*client);
  DBC_TRY(const auto entry, get_file_status(dbfs, request.source));
  if (request.target.ends_with('/')) DBC_CHECK(make_folders(request.target, k_new_folder));
  Progress progress(session);
  return fetch(dbfs, request.source, entry.size, target, &progress);
}

}  // namespace

Result<void> copy_down(cli::Session& session, const cli::Invocation& invocation, const CopyRequest& request) {
  DBC_CHECK(cli::check_dbfs_path(request.source));
  if (!request.recursive) return download_file(session, request);
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const auto entry, api::Dbfs(*client).get_status(request.source));
  if (!entry.is_dir) return download_file(session, request);
  return run_transfer(session, invocation, "copied", folder_job(request.source, request.target, request.overwrite));
}

}  // namespace dbc::commands
