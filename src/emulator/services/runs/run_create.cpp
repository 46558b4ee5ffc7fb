#include "emulator/http/error_code.hpp"
#include "emulator/http/idempotency_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_rules.hpp"
#include "emulator/services/runs/handlers.hpp"
#include "emulator/services/runs/run_access.hpp"
#include "emulator/services/runs/run_admission.hpp"
#include "emulator/services/runs/run_parameters.hpp"

namespace dbc::emulator {
namespace {

/// The run that an earlier request with this token made; an error where it is gone.
Result<std::optional<std::int64_t>> find_twin(RunRepository& runs, const std::optional<std::string>& token) {
  if (!token) return std::optional<std::int64_t>{};
  DBC_TRY(const auto id, runs.run_with_token(*token));
  if (!id) return id;
  DBC_TRY(const auto run, runs.find(*id));
  if (!run) return invalid_parameter("The run " + std::to_string(*id) + " of this idempotency_token was deleted");
  return id;
}

Json reply_for(std::int64_t run_id) { return {{"run_id", run_id}, {"number_in_job", run_id}}; }

Json without_tasks(Json settings) {
  settings.erase("tasks");
  return settings;
}

/// What a request to run a job now says.
struct RunRequest {
  std::int64_t job_id = 0;
  std::optional<std::string> token = {};
  Json parameters = {};
  std::vector<std::string> only = {};
  std::optional<bool> has_queue = {};
};

Result<std::optional<bool>> read_queue(const Fields& fields) {
  DBC_TRY(const Json* queue, fields.object("queue"));
  return queue == nullptr ? std::optional<bool>{} : Fields(*queue).boolean("enabled");
}

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

Result<void> check_startable(RunRepository& runs, const Job& job, const Json& settings) {
  if (tasks_of(settings).empty()) return invalid_parameter("Job " + std::to_string(job.id) + " has no tasks to run");
  if (find_member(settings, "continuous") == nullptr) return {};
  DBC_TRY(const auto count, runs.count_admitted(job.id));
  if (count == 0) return {};
  return invalid_parameter(
      "A concurrent request to run the continuous job is already in progress. Please wait for it to complete before "
      "issuing a new request.");
}

Run run_of(const Job& job, const JobSettings& settings, const RunRequest& request, const std::string& user) {
  const std::int64_t id = make_decimal_id();
  return Run{.id = id,
             .job_id = job.id,
             .name = job.name,
             .creator = user,
             .is_single_task = settings.is_single_task,
             .original_attempt_run_id = id,
             .settings = json_text(without_tasks(settings.value)),
             .parameters = json_text(request.parameters)};
}

Result<Run> add_run_of_job(Admission& admission, const Job& job, const RunRequest& request, const std::string& user) {
  DBC_TRY(const auto settings, settings_of(job));
  DBC_CHECK(check_startable(admission.runs(), job, settings.value));
  DBC_CHECK(check_run_parameters(request.parameters, settings.value));
  DBC_TRY(const Json tasks, select_tasks(tasks_of(settings.value), request.only));
  Capacity capacity = capacity_of(settings.value);
  if (request.has_queue) capacity.has_queue = *request.has_queue;
  Run run = run_of(job, settings, request, user);
  DBC_CHECK(admission.add(run, tasks, capacity));
  return run;
}

/// A submitted run has neither the job's ways to start nor parameters.
Result<JobSettings> read_submission(const Json& input, std::string_view api_version) {
  DBC_TRY(auto settings, read_settings(input, api_version, "run_name"));
  for (const std::string name : {"name", "schedule", "continuous", "trigger", "parameters", "max_concurrent_runs"})
    settings.value.erase(name);
  if (tasks_of(settings.value).empty()) return missing_field("tasks");
  return settings;
}

}  // namespace

Result<Reply> run_job_now(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto request, read_run_request(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  Admission admission(transaction, context.launcher, context.clock.now());
  DBC_TRY(const auto twin, find_twin(admission.runs(), request.token));
  if (twin) return ok(reply_for(*twin));
  JobRepository jobs(transaction);
  DBC_TRY(const Job job, get_job(jobs, request.job_id));
  DBC_TRY(const Run run, add_run_of_job(admission, job, request, call.principal().user_name));
  if (request.token) DBC_CHECK(admission.runs().add_token(*request.token, run.id));
  DBC_CHECK(transaction.commit());
  admission.start_admitted();
  return ok(reply_for(run.id));
}

Result<Reply> submit_run(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  const Fields fields(input);
  const TimePoint now = context.clock.now();
  const std::string& user = call.principal().user_name;
  DBC_TRY(const auto token, read_idempotency_token(fields));
  DBC_TRY(const auto name, fields.text("run_name"));
  DBC_CHECK(read_access_control_list(input));
  DBC_TRY(auto settings, read_submission(input, call.api_version()));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(check_settings(settings, {.transaction = transaction, .user_name = user, .now = now}));
  Admission admission(transaction, context.launcher, now);
  DBC_TRY(const auto twin, find_twin(admission.runs(), token));
  if (twin) return ok({{"run_id", *twin}});
  DBC_CHECK(check_links(transaction, settings.value, {.now = now}));
  Run run = run_of({.id = make_decimal_id(), .name = name.value_or("Untitled")}, settings,
                   {.parameters = Json::object()}, user);
  run.type = "SUBMIT_RUN";
  DBC_CHECK(admission.add(run, tasks_of(settings.value), {}));
  if (token) DBC_CHECK(admission.runs().add_token(*token, run.id));
  DBC_CHECK(transaction.commit());
  admission.start_admitted();
  return ok({{"run_id", run.id}});
}

}  // namespace dbc::emulator
