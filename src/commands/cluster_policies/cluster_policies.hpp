#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

/// Creates or edits a policy, whose definition the service wants as a text.
[[nodiscard]] Result<void> run_cluster_policies_write(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
