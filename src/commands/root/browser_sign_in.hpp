#pragma once

#include "dbc/auth/oauth.hpp"
#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

/// `configure --oauth`: asks for the scopes unless `--scope` names them, sends the browser to `host` and waits for it.
[[nodiscard]] Result<auth::OAuthTokens> sign_in_by_browser(cli::Session& session, const cli::Invocation& invocation,
                                                           const std::string& host);

}  // namespace dbc::commands
