#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_runs_logs(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_runs_submit(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
