#include "dbc/api/dbfs.hpp"
#include "fs.hpp"

namespace dbc::commands {

Result<void> run_fs_mkdirs(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  return api::Dbfs(*client).make_folders(invocation.text("DBFS_PATH"));
}

}  // namespace dbc::commands
