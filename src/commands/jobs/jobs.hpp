#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_jobs_list(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_jobs_reset(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_jobs_configure(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
