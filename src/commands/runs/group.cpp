#include "../groups.hpp"
#include "../shared_options.hpp"
#include "runs.hpp"

namespace dbc::commands {
namespace {

using cli::BodyRule;
using cli::Column;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;
using cli::Place;
using cli::ValueType;

constexpr cli::Output k_reply{.kind = OutputKind::json};

constexpr Option k_submit[] = {
    k_json_file,
    k_json,
    {.names = "--wait", .help = "Wait for the run; fail where it fails", .type = ValueType::flag, .place = Place::none},
    k_jobs_version,
};
constexpr Option k_list[] = {
    {.names = "--job-id", .help = "Only runs of this job", .type = ValueType::integer},
    {.names = "--active-only", .help = "Only runs that have not ended", .type = ValueType::flag},
    {.names = "--completed-only", .help = "Only runs that have ended", .type = ValueType::flag},
    {.names = "--offset", .help = "Runs to leave out at the start", .type = ValueType::integer},
    {.names = "--limit", .help = "Largest number of runs", .type = ValueType::integer},
    k_output,
    k_jobs_version,
};
constexpr Option k_by_id[] = {k_run_id, k_jobs_version};

constexpr Option k_logs[] = {
    k_run_id,
    {.names = "--stream",
     .help = "Show this output alone; else both, each on the stream of its name",
     .type = ValueType::choice,
     .choices = "stdout|stderr",
     .place = Place::none},
    {.names = "--follow", .help = "Go on until the task has ended", .type = ValueType::flag, .place = Place::none},
};

constexpr Column k_columns[] = {
    {.header = "", .path = "run_id", .missing = "no_run_id"},
    {.header = "", .path = "run_name", .truncate = true, .missing = "no_run_name"},
    {.header = "", .path = "state.life_cycle_state", .missing = "n/a"},
    {.header = "", .path = "state.result_state", .missing = "n/a"},
    {.header = "", .path = "run_page_url", .missing = "n/a"},
};

constexpr Command k_commands[] = {
    {.names = "submit",
     .summary = "Start a run without a job",
     .options = k_submit,
     .endpoint = {Method::post, "/api/{jobs}/jobs/runs/submit"},
     .output = k_reply,
     .body = BodyRule::file_first,
     .run = run_runs_submit,
     .example = "dbc runs submit --json-file run.json --wait"},
    {.names = "list",
     .summary = "List runs",
     .options = k_list,
     .endpoint = {Method::get, "/api/{jobs}/jobs/runs/list"},
     .output = {.kind = OutputKind::table, .items = "runs", .columns = k_columns, .page_token = "page_token"}},
    {.names = "get",
     .summary = "Show a run",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/{jobs}/jobs/runs/get"},
     .output = k_reply},
    {.names = "get-output",
     .summary = "Show what a run returned",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/{jobs}/jobs/runs/get-output"},
     .output = k_reply},
    {.names = "logs",
     .summary = "Show what a task of an emulated workspace prints, also while it runs",
     .options = k_logs,
     .run = run_runs_logs,
     .modern = true,
     .example = "dbc runs logs --run-id 1234 --follow"},
    {.names = "cancel",
     .summary = "Cancel a run",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/{jobs}/jobs/runs/cancel"},
     .output = k_reply},
};

}  // namespace

constexpr cli::Group k_runs{.name = "runs", .summary = "Start and look at runs of jobs", .commands = k_commands};

}  // namespace dbc::commands
