#include "../groups.hpp"
#include "root.hpp"

namespace dbc::commands {
namespace {

using cli::Command;
using cli::Option;
using cli::ValueType;

constexpr Option k_configure_options[] = {
    {.names = "NAME", .help = "Name of the local workspace, with --local", .modern = true},
    {.names = "--token,-t", .help = "Ask for a token, without echo", .type = ValueType::flag},
    {.names = "--token-file,-f", .help = "Take the token from the first line of a file"},
    {.names = "--aad-token", .help = "Take the token from DATABRICKS_AAD_TOKEN", .type = ValueType::flag},
    {.names = "--host", .help = "URL of the workspace; asked for where not given"},
    {.names = "--insecure", .help = "Do not verify the server's certificate", .type = ValueType::flag},
    {.names = "--jobs-api-version",
     .help = "Version of the Jobs API to use",
     .type = ValueType::choice,
     .choices = "2.0|2.1"},
    {.names = "--local",
     .help = "Write a profile for a workspace of this machine: no server, no token",
     .type = ValueType::flag,
     .modern = true},
};

constexpr Option k_form_options[] = {
    {.names = "--output,-o", .help = "Form of the output", .type = ValueType::choice_folded, .choices = "JSON|TEXT"}};

constexpr Option k_completion_options[] = {{.names = "SHELL",
                                            .help = "Shell to complete in",
                                            .type = ValueType::choice,
                                            .required = true,
                                            .choices = "bash|zsh|fish",
                                            .modern = true}};

constexpr Command k_commands[] = {
    {.names = "configure",
     .summary = "Write a profile: where a workspace is, and how to sign in",
     .options = k_configure_options,
     .run = run_configure,
     .needs = cli::Needs::nothing,
     .example = "dbc configure --token --profile dev"},
    {.names = "completion",
     .summary = "Print what bash, zsh or fish evaluates to complete command lines",
     .options = k_completion_options,
     .run = run_completion,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "eval \"$(dbc completion bash)\""},
    {.names = "version",
     .summary = "Print the version of dbc",
     .options = k_form_options,
     .run = run_version,
     .needs = cli::Needs::nothing,
     .modern = true},
    {.names = "commands",
     .summary = "List every command with its options",
     .options = k_form_options,
     .run = run_commands,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc commands --output json"},
};

}  // namespace

constexpr std::span<const cli::Command> k_root_commands{k_commands};

}  // namespace dbc::commands
