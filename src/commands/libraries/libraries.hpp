#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_libraries_list(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_libraries_cluster_status(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_libraries_install(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_libraries_uninstall(cli::Session& session, const cli::Invocation& invocation);

/// The one library that the options describe, as the service writes it.
[[nodiscard]] Result<Json> library_from_options(const cli::Invocation& invocation);

}  // namespace dbc::commands
