#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_clusters_get(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_clusters_events(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
