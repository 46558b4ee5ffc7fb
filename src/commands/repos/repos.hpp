#pragma once

#include <optional>

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_repos_create(cli::Session& session, const cli::Invocation& invocation);
/// Any command on one repo, which is named by its id or by its path.
[[nodiscard]] Result<void> run_repos_on_one(cli::Session& session, const cli::Invocation& invocation);

/// The service's name of the Git provider that a remote's address shows; nothing for a host it cannot know.
[[nodiscard]] std::optional<std::string> detect_git_provider(std::string_view remote);

}  // namespace dbc::commands
