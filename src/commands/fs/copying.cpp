#include "copying.hpp"

#include "dbc/cli/dbfs_path.hpp"
#include "dbc/output/python_text.hpp"
#include "fs.hpp"

namespace dbc::commands {

Result<api::DbfsEntry> get_file_status(api::Dbfs dbfs, const std::string& path) {
  DBC_TRY(auto entry, dbfs.get_status(path));
  if (!entry.is_dir) return entry;
  return Error{.kind = ErrorKind::input, .message = "The dbfs file " + path + " is a directory."};
}

namespace {

Error is_a_file(const std::string& target) {
  return {.kind = ErrorKind::input,
          .message = "The target " + target + " is a file",
          .hint = "It is written without a slash at its end"};
}

}  // namespace

Result<std::string> final_target(api::Dbfs dbfs, const std::string& target, const std::string& name) {
  const auto entry = dbfs.get_status(target);
  const bool is_meant_as_folder = cli::names_folder(target);
  if (entry && entry->is_dir) return cli::join_dbfs(target, name);
  if (entry) return is_meant_as_folder ? Result<std::string>(is_a_file(target)) : target;
  if (!api::has_error_code(entry.error(), api::k_does_not_exist)) return entry.error();
  if (!is_meant_as_folder) return target;
  DBC_CHECK(dbfs.make_folders(target));
  return cli::join_dbfs(target, name);
}

Result<std::optional<cli::Finished>> open_target_folder(api::Dbfs dbfs, const std::string& target) {
  const auto made = dbfs.make_folders(target);
  if (made) return std::optional<cli::Finished>{};
  if (!api::has_error_code(made.error(), api::k_already_exists)) return made.error();
  const auto body = parse_json(made.error().http->body);
  const std::string told = body ? output::python_literal(*body) : made.error().message;
  return std::optional<cli::Finished>({.out = told + "\n", .tally = {.failed = 1}});
}

Result<cli::Finished> after_put(const Result<void>& stored, const std::string& source, const std::string& target) {
  if (stored) return cli::Finished{.out = source + " -> " + target + "\n", .tally = {.done = 1}};
  if (!api::has_error_code(stored.error(), api::k_already_exists)) return stored.error();
  return cli::Finished{.out = target + " already exists. Skip.\n", .tally = {.skipped = 1}};
}

Error both_local() {
  return {.kind = ErrorKind::input,
          .message =
              "Both paths provided are from your local filesystem. To use this utility, one of the src or dst "
              "must be prefixed with dbfs:/"};
}

Result<void> run_fs_cp(cli::Session& session, const cli::Invocation& invocation) {
  const CopyRequest request{.source = invocation.text("SRC"),
                            .target = invocation.text("DST"),
                            .recursive = invocation.flag("recursive"),
                            .overwrite = invocation.flag("overwrite")};
  const bool from = cli::is_dbfs_path(request.source);
  const bool to = cli::is_dbfs_path(request.target);
  if (from && to) return copy_within(session, invocation, request);
  if (to) return copy_up(session, invocation, request);
  if (from) return copy_down(session, invocation, request);
  return both_local();
}

}  // namespace dbc::commands
