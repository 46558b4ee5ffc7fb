#include "../groups.hpp"
#include "configure_command.hpp"
#include "root.hpp"

namespace dbc::commands {
namespace {

using cli::Command;
using cli::Option;
using cli::ValueType;

constexpr Option k_form_options[] = {
    {.names = "--output,-o", .help = "Form of the output", .type = ValueType::choice_folded, .choices = "JSON|TEXT"}};

constexpr Option k_completion_options[] = {{.names = "SHELL",
                                            .help = "Shell to complete in",
                                            .type = ValueType::choice,
                                            .required = true,
                                            .choices = "bash|zsh|fish",
                                            .modern = true}};

constexpr Command k_commands[] = {
    k_configure,
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
