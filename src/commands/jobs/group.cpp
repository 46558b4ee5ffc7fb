#include "../groups.hpp"
#include "../shared_options.hpp"
#include "jobs.hpp"

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

constexpr cli::NameLookup k_jobs_by_name{.list = "/api/{jobs}/jobs/list",
                                         .items = "jobs",
                                         .name = "settings.name",
                                         .id = "job_id",
                                         .noun = "job",
                                         .id_option = "job-id",
                                         .filter = "name"};
constexpr Option k_job_name{.names = "--job-name",
                            .help = "Name of the job, if only one has it",
                            .place = Place::none,
                            .modern = true,
                            .lookup = &k_jobs_by_name};

constexpr Option params(std::string_view name, std::string_view help) {
  return {.names = name, .help = help, .type = ValueType::json, .skip_empty = true};
}
constexpr Option modern_flag(std::string_view name, std::string_view help) {
  return {.names = name, .help = help, .type = ValueType::flag, .modern = true};
}

constexpr Option k_create[] = {k_json_file, k_json, k_jobs_version};
constexpr Option k_reset[] = {
    {.names = "--job-id", .help = "Id of the job, where the JSON has none", .place = Place::none},
    k_job_name,
    k_json_file,
    k_json,
    k_jobs_version,
};
constexpr Option k_by_id[] = {k_job_id, k_job_name, k_jobs_version};
constexpr Option k_list[] = {
    k_output,
    {.names = "--type", .help = "Accepted for old scripts; the service has no such filter", .place = Place::none},
    {.names = "--expand-tasks",
     .help = "With the tasks of each job (API 2.1)",
     .type = ValueType::flag,
     .always_sent = true},
    {.names = "--limit", .help = "Largest number of jobs (API 2.1)", .type = ValueType::integer},
    {.names = "--offset", .help = "Jobs to leave out at the start (API 2.1)", .type = ValueType::integer},
    {.names = "--all", .help = "All pages (API 2.1)", .type = ValueType::flag, .place = Place::none},
    {.names = "--name", .help = "Only jobs with this name (API 2.1)"},
    k_jobs_version,
};
constexpr Option k_run_now[] = {
    k_job_id,
    k_job_name,
    params("--jar-params", "JSON list of parameters for a JAR task"),
    params("--notebook-params", "JSON object of parameters for a notebook task"),
    params("--python-params", "JSON list of parameters for a Python task"),
    params("--spark-submit-params", "JSON list of parameters for a spark-submit task"),
    params("--python-named-params", "JSON object of parameters for a wheel task"),
    {.names = "--idempotency-token", .help = "A second request with the same token starts no second run"},
    k_jobs_version,
    k_modern_json,
};
constexpr Option k_configure[] = {
    {.names = "--version",
     .help = "Version of the Jobs API to store in the profile; none removes it",
     .type = ValueType::choice,
     .choices = "2.0|2.1",
     .place = Place::none},
};
constexpr Option k_submit[] = {k_json_file, k_json};
constexpr Option k_update[] = {k_job_id, k_job_name, k_modern_json};
constexpr Option k_by_run[] = {k_run_id};
constexpr Option k_list_runs[] = {
    {.names = "--job-id", .help = "Only runs of this job", .type = ValueType::integer},
    k_job_name,
    modern_flag("--active-only", "Only runs that have not ended"),
    modern_flag("--completed-only", "Only runs that have ended"),
    modern_flag("--expand-tasks", "With the tasks of each run"),
    {.names = "--limit", .help = "Largest number of runs", .type = ValueType::integer},
    {.names = "--offset", .help = "Runs to leave out at the start", .type = ValueType::integer},
    {.names = "--run-type",
     .help = "Kind of run",
     .type = ValueType::choice,
     .choices = "JOB_RUN|SUBMIT_RUN|WORKFLOW_RUN"},
};
constexpr Option k_cancel_all[] = {
    {.names = "--job-id", .help = "Only runs of this job", .type = ValueType::integer},
    k_job_name,
    modern_flag("--all-queued-runs", "Also runs that wait in a queue"),
    k_modern_json,
};
constexpr Option k_repair[] = {
    k_run_id,
    {.names = "--latest-repair-id", .help = "Id of the last repair, if there was one", .type = ValueType::integer},
    modern_flag("--rerun-all-failed-tasks", "Run all tasks again that failed"),
    modern_flag("--rerun-dependent-tasks", "And those that depend on them"),
    k_modern_json,
};
constexpr Option k_export[] = {
    k_run_id,
    {.names = "--views-to-export",
     .help = "What to export",
     .type = ValueType::choice,
     .choices = "ALL|CODE|DASHBOARDS"},
};

constexpr Column k_columns[] = {
    {.header = "", .path = "job_id"},
    {.header = "", .path = "settings.name", .truncate = true},
};
constexpr Column k_modern_columns[] = {{.header = "", .path = "job_id"}, {.header = "", .path = "settings.name"}};
constexpr Column k_run_columns[] = {
    {.header = "Job ID", .path = "job_id"},
    {.header = "Run ID", .path = "run_id"},
    {.header = "Result State", .path = "state.result_state"},
    {.header = "URL", .path = "run_page_url"},
};

constexpr cli::Wait k_run_ends{.poll = {Method::get, "/api/{jobs}/jobs/runs/get"},
                               .id = "run_id",
                               .state = "state.life_cycle_state",
                               .message = "state.state_message",
                               .good = "TERMINATED|SKIPPED",
                               .bad = "INTERNAL_ERROR"};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a job",
     .options = k_create,
     .endpoint = {Method::post, "/api/{jobs}/jobs/create"},
     .output = k_reply,
     .body = BodyRule::strict,
     .example = "dbc jobs create --json-file job.json"},
    {.names = "reset",
     .summary = "Replace the settings of a job",
     .options = k_reset,
     .endpoint = {Method::post, "/api/{jobs}/jobs/reset"},
     .body = BodyRule::truthy,
     .run = run_jobs_reset},
    {.names = "list",
     .summary = "List the jobs",
     .options = k_list,
     .endpoint = {Method::get, "/api/{jobs}/jobs/list"},
     .output = {.kind = OutputKind::table,
                .items = "jobs",
                .columns = k_columns,
                .modern_columns = k_modern_columns,
                .sort_column = 2,
                .left_aligned = true},
     .run = run_jobs_list},
    {.names = "delete",
     .summary = "Delete a job",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/{jobs}/jobs/delete"}},
    {.names = "get",
     .summary = "Show a job",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/{jobs}/jobs/get"},
     .output = k_reply},
    {.names = "run-now",
     .summary = "Start a run of a job",
     .options = k_run_now,
     .endpoint = {Method::post, "/api/{jobs}/jobs/run-now"},
     .output = k_reply,
     .body = BodyRule::instead,
     .wait = &k_run_succeeds,
     .example = "dbc jobs run-now --job-id 7 --notebook-params '{\"day\": \"2024-01-01\"}'"},
    {.names = "configure",
     .summary = "Choose the version of the Jobs API for a profile",
     .options = k_configure,
     .run = run_jobs_configure},
    {.names = "update",
     .summary = "Change some settings of a job",
     .options = k_update,
     .endpoint = {Method::post, "/api/{jobs}/jobs/update"},
     .body = BodyRule::instead,
     .modern = true},
    {.names = "submit",
     .summary = "Start a run without a job, and wait for it",
     .options = k_submit,
     .endpoint = {Method::post, "/api/{jobs}/jobs/runs/submit"},
     .output = k_reply,
     .body = BodyRule::strict,
     .wait = &k_run_succeeds,
     .modern = true},
    {.names = "list-runs",
     .summary = "List runs",
     .options = k_list_runs,
     .endpoint = {Method::get, "/api/{jobs}/jobs/runs/list"},
     .output = {.kind = OutputKind::table, .items = "runs", .columns = k_run_columns, .page_token = "page_token"},
     .modern = true},
    {.names = "get-run",
     .summary = "Show a run",
     .options = k_by_run,
     .endpoint = {Method::get, "/api/{jobs}/jobs/runs/get"},
     .output = k_reply,
     .modern = true},
    {.names = "get-run-output",
     .summary = "Show what a run returned",
     .options = k_by_run,
     .endpoint = {Method::get, "/api/{jobs}/jobs/runs/get-output"},
     .output = k_reply,
     .modern = true},
    {.names = "cancel-run",
     .summary = "Cancel a run, and wait for its end",
     .options = k_by_run,
     .endpoint = {Method::post, "/api/{jobs}/jobs/runs/cancel"},
     .wait = &k_run_ends,
     .modern = true},
    {.names = "cancel-all-runs",
     .summary = "Cancel all active runs of a job",
     .options = k_cancel_all,
     .endpoint = {Method::post, "/api/{jobs}/jobs/runs/cancel-all"},
     .body = BodyRule::instead,
     .modern = true},
    {.names = "delete-run",
     .summary = "Forget a run that has ended",
     .options = k_by_run,
     .endpoint = {Method::post, "/api/{jobs}/jobs/runs/delete"},
     .modern = true},
    {.names = "export-run",
     .summary = "Export the notebook of a run",
     .options = k_export,
     .endpoint = {Method::get, "/api/{jobs}/jobs/runs/export"},
     .output = k_reply,
     .modern = true},
    {.names = "repair-run",
     .summary = "Run the failed tasks of a run again, and wait for it",
     .options = k_repair,
     .endpoint = {Method::post, "/api/{jobs}/jobs/runs/repair"},
     .output = k_reply,
     .body = BodyRule::instead,
     .wait = &k_run_succeeds,
     .modern = true},
};

}  // namespace

constexpr cli::Group k_jobs{.name = "jobs", .summary = "Create, change and start jobs", .commands = k_commands};

}  // namespace dbc::commands
