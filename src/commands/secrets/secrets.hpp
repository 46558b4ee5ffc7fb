#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_secrets_create_scope(cli::Session& session, const cli::Invocation& invocation);
/// `put`: the value as text, from a file, from an editor or from standard input.
[[nodiscard]] Result<void> run_secrets_put(cli::Session& session, const cli::Invocation& invocation);
/// `put-secret` of the modern spelling: the value as text, as bytes, asked for, or from standard input.
[[nodiscard]] Result<void> run_secrets_put_secret(cli::Session& session, const cli::Invocation& invocation);

/// True where VISUAL or EDITOR names an editor.
[[nodiscard]] bool names_editor(const config::Environment& environment);
/// Lets a person write a secret in an editor; the temporary file is gone afterwards.
[[nodiscard]] Result<std::string> secret_from_editor(const config::Environment& environment);

}  // namespace dbc::commands
