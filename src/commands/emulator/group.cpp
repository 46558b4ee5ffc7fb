#include "../groups.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using cli::Command;
using cli::Option;
using cli::ValueType;

constexpr Option k_data_dir{.names = "--data-dir",
                            .help = "Folder of the workspace; where not given, the one that the profile stands for"};

constexpr Option k_workspace{.names = "--workspace", .help = "Name of an embedded workspace, as in host = local:NAME"};
constexpr Option k_yes{.names = "--yes,-y", .help = "Do not ask", .type = ValueType::flag};
constexpr Option k_seed{.names = "--seed",
                        .help = "Folder with what a new workspace holds, or `starter` for the one that comes with dbc"};
constexpr Option k_seed_ids{
    .names = "--seed-ids",
    .help = "Number from which all ids of a new workspace follow: the same requests, the same ids"};
constexpr Option k_host{.names = "--host", .help = "Address to listen on", .fallback = "127.0.0.1"};
constexpr Option k_token{
    .names = "--token",
    .help = "Bearer token to accept; better through DBC_EMULATOR_TOKEN. One is made where not given"};
constexpr Option k_allow_remote{.names = "--allow-remote",
                                .help = "Let --host be an address that other machines can reach",
                                .type = ValueType::flag};

constexpr Option k_host_name{
    .names = "--host-name",
    .help = "Name that clients may use for this server, besides localhost and its address; may be repeated",
    .repeatable = true};
constexpr Option k_https{
    .names = "--https", .help = "Serve HTTPS with a certificate that is made here", .type = ValueType::flag};
constexpr Option k_add_workspace{
    .names = "--add-workspace",
    .help = "Serve another workspace, NAME or NAME=TOKEN, to its token and at NAME.localhost; may be repeated",
    .repeatable = true};

constexpr Option k_start_options[] = {
    k_host,
    {.names = "--port",
     .help = "Port to listen on; 0 takes a free one",
     .type = ValueType::integer,
     .fallback = "8765"},
    k_data_dir,
    k_workspace,
    {.names = "--in-memory", .help = "Keep a new workspace in memory until the server ends", .type = ValueType::flag},
    k_seed,
    k_seed_ids,
    k_token,
    {.names = "--detach", .help = "Serve in the background", .type = ValueType::flag},
    {.names = "--ready-fd", .help = "Open file descriptor that gets the url as a line, once requests are answered"},
    k_allow_remote,
    k_host_name,
    k_https,
    k_add_workspace,
};
constexpr cli::OneOf k_one_place[] = {{.options = "data-dir|workspace|in-memory", .at_least_one = false}};
constexpr Option k_exec_options[] = {
    {.names = "COMMAND", .help = "Program to run, with its arguments, after --", .required = true, .repeatable = true},
    k_host,
    {.names = "--port", .help = "Port to listen on; 0 takes a free one", .type = ValueType::integer, .fallback = "0"},
    k_data_dir,
    k_workspace,
    {.names = "--in-memory",
     .help = "Keep a new workspace in memory until the program ends; so it is where no other place is given",
     .type = ValueType::flag},
    k_seed,
    k_seed_ids,
    k_token,
    k_allow_remote,
    k_host_name,
    k_https,
    k_add_workspace,
    {.names = "--user",
     .help = "User, or application id of a service principal, that the program is: DATABRICKS_TOKEN is theirs"},
    {.names = "--fail-on-unmodelled",
     .help = "End with exit code 1 where the program asked for an endpoint that is not modelled",
     .type = ValueType::flag},
    {.names = "--report",
     .help = "File that tells what the program asked for, made, changed and deleted; - for standard output"},
    {.names = "--report-format",
     .help = "Form of the report; where not given, by the file's ending: .json, .xml, text for all others",
     .type = ValueType::choice_folded,
     .choices = "TEXT|JSON|JUNIT"},
};
constexpr Option k_stop_options[] = {k_data_dir, k_workspace};
constexpr Option k_reset_options[] = {
    {.names = "WORKSPACE", .help = "Name of an embedded workspace"}, k_data_dir, k_workspace, k_yes, k_seed, k_seed_ids,
};
constexpr Option k_output{
    .names = "--output,-o", .help = "Form of the output", .type = ValueType::choice_folded, .choices = "JSON|TEXT"};
constexpr Option k_status_options[] = {k_data_dir, k_workspace, k_output};
constexpr Option k_log_options[] = {
    {.names = "--lines,-n", .help = "How many of the last requests", .type = ValueType::integer, .fallback = "20"},
    {.names = "--follow,-f", .help = "Go on with each request as it is answered", .type = ValueType::flag},
    k_data_dir,
    k_workspace,
    k_output,
};
constexpr Option k_name{.names = "NAME", .help = "Name of the snapshot", .required = true};
constexpr Option k_save_options[] = {
    k_name,
    {.names = "--overwrite", .help = "Replace the snapshot of that name", .type = ValueType::flag},
    k_data_dir,
    k_workspace,
};
constexpr Option k_snapshot_options[] = {k_name, k_data_dir, k_workspace, k_yes};
constexpr Option k_set_options[] = {
    {.names = "TIME", .help = "Time of RFC 3339, such as 2026-11-21T16:30:00Z", .required = true},
    k_data_dir,
    k_workspace,
    k_output,
};
constexpr Option k_advance_options[] = {
    {.names = "DURATION", .help = "Length of time, such as 90s, 2h, 3d or 1h30m", .required = true},
    k_data_dir,
    k_workspace,
    k_output,
};
constexpr Option k_token_options[] = {
    {.names = "USER", .help = "User name, or application id of a service principal", .required = true},
    {.names = "--comment", .help = "What the token is for"},
    {.names = "--lifetime-seconds",
     .help = "How long it is valid; for ever where not given",
     .type = ValueType::integer},
    {.names = "--token-file", .help = "File that gets the token, for this user alone, instead of standard output"},
    {.names = "--write-profile", .help = "Profile that gets the server's address and the token, instead of that"},
    {.names = "--overwrite",
     .help = "Let --write-profile replace a profile for another workspace; a backup of the file is kept",
     .type = ValueType::flag},
    k_data_dir,
    k_workspace,
    k_output,
};
constexpr Option k_coverage_options[] = {{.names = "--output,-o",
                                          .help = "Form of the output",
                                          .type = ValueType::choice_folded,
                                          .choices = "JSON|TEXT|MARKDOWN"}};
constexpr Option k_supervise_options[] = {
    k_data_dir,
    {.names = "--run", .help = "Id of the run", .type = ValueType::integer, .required = true},
    {.names = "--lock", .help = "Descriptor of the run's lock, where it is held already", .type = ValueType::integer},
};

constexpr Command k_commands[] = {
    {.names = "start",
     .summary = "Serve the workspace of this machine over HTTP",
     .options = k_start_options,
     .one_of = k_one_place,
     .run = run_emulator_start,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator start --port 8765 --detach"},
    {.names = "stop",
     .summary = "Stop the server of a workspace",
     .options = k_stop_options,
     .run = run_emulator_stop,
     .needs = cli::Needs::nothing,
     .modern = true},
    {.names = "status",
     .summary = "Tell whether a workspace is served, and where; exit code 1 if it is not",
     .options = k_status_options,
     .run = run_emulator_status,
     .needs = cli::Needs::nothing,
     .modern = true},
    {.names = "exec",
     .summary = "Run a program with a workspace of its own, and end with its exit code",
     .options = k_exec_options,
     .one_of = k_one_place,
     .run = run_emulator_exec,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator exec --seed starter -- python3 test.py"},
    {.names = "log",
     .summary = "Show the last requests, and why each was answered as it was",
     .options = k_log_options,
     .run = run_emulator_log,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator log --follow"},
    {.names = "reset",
     .summary = "Put a new workspace in the place of one, whose content is lost",
     .options = k_reset_options,
     .run = run_emulator_reset,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator reset --seed starter --yes"},
    {.names = "supervise",
     .summary = "Carry out a run; the workspace itself starts this",
     .options = k_supervise_options,
     .run = run_emulator_supervise,
     .needs = cli::Needs::nothing,
     .modern = true,
     .hidden = true},
    {.names = "coverage",
     .summary = "List the endpoints that the emulated workspace serves",
     .options = k_coverage_options,
     .run = run_emulator_coverage,
     .needs = cli::Needs::nothing,
     .modern = true},
};

constexpr Command k_clock_commands[] = {
    {.names = "show",
     .summary = "Tell what time it is in the workspace",
     .options = k_status_options,
     .run = run_emulator_clock_show,
     .needs = cli::Needs::nothing,
     .modern = true},
    {.names = "set",
     .summary = "Set the workspace's clock; it goes on from there",
     .options = k_set_options,
     .run = run_emulator_clock_set,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator clock set 2026-12-24T18:00:00Z"},
    {.names = "advance",
     .summary = "Put the workspace's clock forward",
     .options = k_advance_options,
     .run = run_emulator_clock_advance,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator clock advance 2h"},
    {.names = "reset",
     .summary = "Set the workspace's clock by that of this machine",
     .options = k_status_options,
     .run = run_emulator_clock_reset,
     .needs = cli::Needs::nothing,
     .modern = true},
};
constexpr cli::Group k_clock{
    .name = "clock", .summary = "The clock that a workspace's states follow", .commands = k_clock_commands};

constexpr Command k_snapshot_commands[] = {
    {.names = "save",
     .summary = "Keep the workspace as it is now, while it is used",
     .options = k_save_options,
     .run = run_emulator_snapshot_save,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator snapshot save before-migration"},
    {.names = "load",
     .summary = "Put a snapshot in the place of the workspace, which no server may serve",
     .options = k_snapshot_options,
     .run = run_emulator_snapshot_load,
     .needs = cli::Needs::nothing,
     .modern = true},
    {.names = "list",
     .summary = "List the snapshots of a workspace",
     .options = k_status_options,
     .run = run_emulator_snapshot_list,
     .needs = cli::Needs::nothing,
     .modern = true},
    {.names = "delete",
     .summary = "Delete a snapshot",
     .options = k_snapshot_options,
     .run = run_emulator_snapshot_delete,
     .needs = cli::Needs::nothing,
     .modern = true},
};
constexpr cli::Group k_snapshot{
    .name = "snapshot", .summary = "Kept states of a workspace", .commands = k_snapshot_commands};

constexpr Command k_token_commands[] = {
    {.names = "create",
     .summary = "Make a token of any user, and print it",
     .options = k_token_options,
     .run = run_emulator_token_create,
     .needs = cli::Needs::nothing,
     .modern = true,
     .example = "dbc emulator token create bob@example.com --write-profile bob"},
};
constexpr cli::Group k_tokens{
    .name = "token", .summary = "Tokens for tests that act as several users", .commands = k_token_commands};

constexpr const cli::Group* k_groups[] = {&k_clock, &k_snapshot, &k_tokens};

}  // namespace

constexpr cli::Group k_emulator{.name = "emulator",
                                .summary = "A Databricks workspace on this machine, for every client",
                                .commands = k_commands,
                                .groups = k_groups};

}  // namespace dbc::commands
