#include "emulator/services/runs/run_start.hpp"

#include "emulator/http/error_code.hpp"
#include "emulator/http/idempotency_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/runs/run_parameters.hpp"

namespace dbc::emulator {
namespace {

/// What the run keeps of the settings. Its rights are settled now: the job may change owners while it runs.
Json head_of(Json settings, const Job& job) {
  settings.erase("tasks");
  if (find_member(settings, "run_as") == nullptr) settings["run_as"] = {{"user_name", job.creator}};
  return settings;
}

Result<std::optional<bool>> read_queue(const Fields& fields) {
  DBC_TRY(const Json* queue, fields.object("queue"));
  return queue == nullptr ? std::optional<bool>{} : Fields(*queue).boolean("enabled");
}

Result<void> check_startable(RunRepository& runs, const Job& job, const Json& settings) {
  if (tasks_of(settings).empty()) return invalid_parameter("Job " + std::to_string(job.id) + " has no tasks to run");
  if (find_member(settings, "continuous") == nullptr) return {};
  DBC_TRY(const auto count, runs.count_admitted(job.id));
  if (count == 0) return {};
  return invalid_parameter(
      "A concurrent request to run the continuous job is already in progress. Please wait for it to complete before "
      "issuing a new request.");
}

}  // namespace

Result<RunRequest> read_run_request(const Json& input) {
  const Fields fields(input);
  RunRequest request;
  DBC_TRY(const auto job_id, fields.integer("job_id"));
  request.job_id = job_id.value_or(0);
  DBC_TRY(request.token, read_idempotency_token(fields));
  DBC_TRY(request.parameters, read_run_parameters(input));
  DBC_TRY(request.only, fields.texts("only"));
  DBC_TRY(request.has_queue, read_queue(fields));
  return request;
}

Run make_run(const Job& job, const JobSettings& settings, const RunRequest& request, IdSource& ids) {
  const std::int64_t id = make_decimal_id(ids);
  return Run{.id = id,
             .job_id = job.id,
             .name = job.name,
             .trigger = request.caller_task_run_id ? "RUN_JOB_TASK" : "ONE_TIME",
             .creator = request.user,
             .is_single_task = settings.is_single_task,
             .original_attempt_run_id = id,
             .settings = json_text(head_of(settings.value, job)),
             .parameters = json_text(request.parameters),
             .caller_task_run_id = request.caller_task_run_id};
}

Result<Run> add_run_of_job(Admission& admission, const Job& job, const RunRequest& request) {
  DBC_TRY(const auto settings, settings_of(job));
  DBC_CHECK(check_startable(admission.runs(), job, settings.value));
  DBC_CHECK(check_run_parameters(request.parameters, settings.value));
  DBC_TRY(const Json tasks, select_tasks(tasks_of(settings.value), request.only));
  Capacity capacity = capacity_of(settings.value);
  if (request.has_queue) capacity.has_queue = *request.has_queue;
  Run run = make_run(job, settings, request, admission.runs().ids());
  DBC_CHECK(admission.add(run, tasks, capacity));
  return run;
}

}  // namespace dbc::emulator
