#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_fs_ls(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_fs_mkdirs(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_fs_rm(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_fs_cat(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_fs_cp(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
