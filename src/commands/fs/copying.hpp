#pragma once

#include "dbc/api/dbfs.hpp"
#include "dbc/cli/invocation.hpp"
#include "dbc/cli/ordered_work.hpp"
#include "dbc/cli/session.hpp"

/// The directions of `fs cp`. Source and target are as typed.
namespace dbc::commands {

struct CopyRequest {
  std::string source;
  std::string target;
  bool recursive = false;
  bool overwrite = false;
};

[[nodiscard]] Result<void> copy_up(cli::Session& session, const cli::Invocation& invocation,
                                   const CopyRequest& request);
[[nodiscard]] Result<void> copy_down(cli::Session& session, const cli::Invocation& invocation,
                                     const CopyRequest& request);
[[nodiscard]] Result<void> copy_within(cli::Session& session, const cli::Invocation& invocation,
                                       const CopyRequest& request);

/// A status that must be a file's.
[[nodiscard]] Result<api::DbfsEntry> get_file_status(api::Dbfs dbfs, const std::string& path);
/// Where a file goes that is copied to `target`: into it under `name` where it is a folder, otherwise to it. What can
/// only be meant as a folder is made where it is missing.
[[nodiscard]] Result<std::string> final_target(api::Dbfs dbfs, const std::string& target, const std::string& name);

/// Makes a folder for a tree. What the command says where a file is in the way; nothing where all is well.
[[nodiscard]] Result<std::optional<cli::Finished>> open_target_folder(api::Dbfs dbfs, const std::string& target);
/// What is left behind by a file that was put, or that the service did not want to replace.
[[nodiscard]] Result<cli::Finished> after_put(const Result<void>& stored, const std::string& source,
                                              const std::string& target);

[[nodiscard]] Error both_local();

}  // namespace dbc::commands
