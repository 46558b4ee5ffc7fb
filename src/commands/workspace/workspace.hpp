#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_workspace_ls(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_workspace_import(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_workspace_export(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_workspace_import_dir(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_workspace_export_dir(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
