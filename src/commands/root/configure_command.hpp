#pragma once

#include "root.hpp"

/// `configure` stands beside the groups and, as in the legacy client, among the commands of `fs`.
namespace dbc::commands {

/// What a sign-in through a browser may ask for.
inline constexpr std::string_view k_oauth_scopes = "accounts|clusters|mlflow|offline_access|sql|unity-catalog";

inline constexpr cli::Option k_configure_options[] = {
    {.names = "NAME", .help = "Name of the local workspace, with --local", .modern = true},
    {.names = "--token,-t", .help = "Ask for a token, without echo", .type = cli::ValueType::flag},
    {.names = "--token-file,-f", .help = "Take the token from the first line of a file"},
    {.names = "--oauth,-o", .help = "Sign in through a browser", .type = cli::ValueType::flag},
    {.names = "--scope,-s",
     .help = "Scope to ask for when signing in through a browser",
     .type = cli::ValueType::choice,
     .repeatable = true,
     .choices = k_oauth_scopes},
    {.names = "--aad-token", .help = "Take the token from DATABRICKS_AAD_TOKEN", .type = cli::ValueType::flag},
    {.names = "--host", .help = "URL of the workspace; asked for where not given"},
    {.names = "--insecure", .help = "Do not verify the server's certificate", .type = cli::ValueType::flag},
    {.names = "--jobs-api-version",
     .help = "Version of the Jobs API to use",
     .type = cli::ValueType::choice,
     .choices = "2.0|2.1"},
    {.names = "--local",
     .help = "Write a profile for a workspace of this machine: no server, no token",
     .type = cli::ValueType::flag,
     .modern = true},
    {.names = "--overwrite",
     .help = "Replace the credentials of an existing profile without asking; a backup of the file is kept",
     .type = cli::ValueType::flag,
     .modern = true},
};

inline constexpr cli::Command k_configure{.names = "configure",
                                          .summary = "Write a profile: where a workspace is, and how to sign in",
                                          .options = k_configure_options,
                                          .run = run_configure,
                                          .needs = cli::Needs::nothing,
                                          .example = "dbc configure --token --profile dev"};

}  // namespace dbc::commands
