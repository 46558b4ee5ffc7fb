#include "copying.hpp"
#include "dbc/cli/dbfs_path.hpp"
#include "fs.hpp"

namespace dbc::commands {

Result<void> run_fs_cat(cli::Session& session, const cli::Invocation& invocation) {
  const auto source = invocation.text("SRC");
  if (invocation.modern_output == "json")
    return Error{.kind = ErrorKind::input, .message = "a file's bytes have no JSON form", .hint = "Leave out -o json"};
  if (!cli::is_dbfs_path(source)) return both_local();
  DBC_CHECK(cli::check_dbfs_path(source));
  DBC_TRY(api::Client * client, session.workspace());
  api::Dbfs dbfs(*client);
  DBC_TRY(const auto entry, get_file_status(dbfs, source));
  return dbfs.read(source, entry.size, [&session](std::string_view part) { return session.out().write(part); });
}

}  // namespace dbc::commands
