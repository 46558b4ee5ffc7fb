#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

/// Deletes with --purge, which empties the object first and tells what it deletes.
namespace dbc::commands::unity_catalog {

[[nodiscard]] Result<void> run_delete_catalog(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_delete_schema(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands::unity_catalog
