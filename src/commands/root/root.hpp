#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_configure(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_completion(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_version(cli::Session& session, const cli::Invocation& invocation);
/// The whole tree as data, made from the declarations.
[[nodiscard]] Result<void> run_commands(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
