#include "../groups.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using cli::Command;
using cli::Option;
using cli::ValueType;

constexpr Option k_data_dir{.names = "--data-dir",
                            .help = "Folder of the workspace; the embedded workspace `default` where not given"};

constexpr Option k_start_options[] = {
    {.names = "--host", .help = "Address to listen on", .fallback = "127.0.0.1"},
    {.names = "--port",
     .help = "Port to listen on; 0 takes a free one",
     .type = ValueType::integer,
     .fallback = "8765"},
    k_data_dir,
    {.names = "--token",
     .help = "Bearer token to accept; better through DBC_EMULATOR_TOKEN. One is made where not given"},
    {.names = "--detach", .help = "Serve in the background", .type = ValueType::flag},
    {.names = "--allow-remote",
     .help = "Let --host be an address that other machines can reach",
     .type = ValueType::flag},
};
constexpr Option k_stop_options[] = {k_data_dir};
constexpr Option k_output{
    .names = "--output,-o", .help = "Form of the output", .type = ValueType::choice_folded, .choices = "JSON|TEXT"};
constexpr Option k_status_options[] = {k_data_dir, k_output};
constexpr Option k_supervise_options[] = {
    k_data_dir,
    {.names = "--run", .help = "Id of the run", .type = ValueType::integer, .required = true},
    {.names = "--lock", .help = "Descriptor of the run's lock, where it is held already", .type = ValueType::integer},
};
constexpr Option k_coverage_options[] = {k_output};

constexpr Command k_commands[] = {
    {.names = "start",
     .summary = "Serve the workspace of this machine over HTTP",
     .options = k_start_options,
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

}  // namespace

constexpr cli::Group k_emulator{
    .name = "emulator", .summary = "A Databricks workspace on this machine, for every client", .commands = k_commands};

}  // namespace dbc::commands
