#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"
#include "dbc/cli/stored_profile.hpp"

namespace dbc::commands {

/// The workspace that `configure --local` names.
[[nodiscard]] std::string local_workspace_of(const cli::Invocation& invocation);

/// A host on the command line that later commands refuse is refused before anybody types a token in vain.
[[nodiscard]] Result<void> check_given_host(const cli::Invocation& invocation);

/// Host and credentials in the way that the options ask for: from files, variables, a browser, or by questions.
[[nodiscard]] Result<cli::Credentials> ask_credentials(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
