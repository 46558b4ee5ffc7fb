#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_clusters_get(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_clusters_events(cli::Session& session, const cli::Invocation& invocation);

/// The id of the only cluster with this name. Terminated clusters count. Two matches are an error that names both ids.
[[nodiscard]] Result<std::string> find_cluster_id(api::Client& client, const std::string& name);

}  // namespace dbc::commands
