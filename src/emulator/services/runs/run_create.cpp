#include "emulator/http/error_code.hpp"
#include "emulator/http/idempotency_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/jobs/job_rules.hpp"
#include "emulator/services/runs/called_runs.hpp"
#include "emulator/services/runs/handlers.hpp"
#include "emulator/services/runs/run_access.hpp"
#include "emulator/services/runs/run_admission.hpp"
#include "emulator/services/runs/run_parameters.hpp"
#include "emulator/services/runs/run_start.hpp"

namespace dbc::emulator {
namespace {

std::optional<RunToken> token_of(const Call& call, const std::optional<std::string>& text) {
  return text ? std::optional(RunToken{.owner = call.principal().user_name, .text = *text}) : std::nullopt;
}

/// The run that an earlier request with this token made; an error where it is gone.
Result<std::optional<std::int64_t>> find_twin(RunRepository& runs, const std::optional<RunToken>& token) {
  if (!token) return std::optional<std::int64_t>{};
  DBC_TRY(const auto id, runs.run_with_token(*token));
  if (!id) return id;
  DBC_TRY(const auto run, runs.find(*id));
  if (!run) return invalid_parameter("The run " + std::to_string(*id) + " of this idempotency_token was deleted");
  return id;
}

Json reply_for(std::int64_t run_id) { return {{"run_id", run_id}, {"number_in_job", run_id}}; }

/// A submitted run has neither the job's ways to start nor parameters.
Result<JobSettings> read_submission(const Json& input, std::string_view api_version) {
  DBC_TRY(auto settings, read_settings(input, api_version, "run_name"));
  for (const std::string name : {"name", "schedule", "continuous", "trigger", "parameters", "max_concurrent_runs"})
    settings.value.erase(name);
  if (tasks_of(settings.value).empty()) return missing_field("tasks");
  return settings;
}

/// What depends on the rest of the workspace, and on who asks.
Result<void> check_submission(const Call& call, Context& context, Admission& admission, const JobSettings& settings,
                              Transaction& transaction) {
  DBC_CHECK(check_notebook_depth(admission.runs(), call.caller_task_run_id()));
  DBC_CHECK(check_links(transaction, settings.value, {.now = admission.now()}));
  DBC_CHECK(require_links(call, context, transaction, settings.value));
  return require_run_as(call, context, transaction, {.wanted = run_as_in(settings.value, call.principal().user_name)});
}

/// Stores the submitted run with its rights, and lets it begin.
Result<Run> add_submitted_run(Admission& admission, const Call& call, const Json& input, const JobSettings& settings,
                              Transaction& transaction) {
  const std::string& user = call.principal().user_name;
  DBC_TRY(const auto name, Fields(input).text("run_name"));
  Run run = make_run({.id = make_decimal_id(transaction.ids()), .name = name.value_or("Untitled"), .creator = user},
                     settings, {.user = user}, transaction.ids());
  run.caller_task_run_id = call.caller_task_run_id();
  run.type = run.caller_task_run_id ? "WORKFLOW_RUN" : "SUBMIT_RUN";
  DBC_CHECK(admission.add(run, tasks_of(settings.value), {}));
  DBC_CHECK(grant_as_asked(call, transaction, input, run.job_id));
  return run;
}

}  // namespace

Result<Reply> run_job_now(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto request, read_run_request(input));
  request.user = call.principal().user_name;
  const auto token = token_of(call, request.token);
  DBC_TRY(auto transaction, context.store.begin_write());
  Admission admission(transaction, context.launcher, context.clock.now());
  DBC_TRY(const auto twin, find_twin(admission.runs(), token));
  if (twin) return ok(reply_for(*twin));
  JobRepository jobs(transaction);
  DBC_TRY(const Job job, get_job(jobs, request.job_id));
  DBC_CHECK(require_on_job(call, context, transaction, job.id, level::can_manage_run));
  DBC_TRY(const Run run, add_run_of_job(admission, job, request));
  if (token) DBC_CHECK(admission.runs().add_token(*token, run.id));
  DBC_CHECK(transaction.commit());
  admission.start_admitted();
  return ok(reply_for(run.id));
}

Result<Reply> submit_run(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  const TimePoint now = context.clock.now();
  DBC_TRY(const auto text, read_idempotency_token(Fields(input)));
  const auto token = token_of(call, text);
  DBC_TRY(auto settings, read_submission(input, call.api_version()));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(
      check_settings(settings, {.transaction = transaction, .user_name = call.principal().user_name, .now = now}));
  Admission admission(transaction, context.launcher, now);
  DBC_TRY(const auto twin, find_twin(admission.runs(), token));
  if (twin) return ok({{"run_id", *twin}});
  DBC_CHECK(check_submission(call, context, admission, settings, transaction));
  DBC_TRY(const Run run, add_submitted_run(admission, call, input, settings, transaction));
  if (token) DBC_CHECK(admission.runs().add_token(*token, run.id));
  DBC_CHECK(transaction.commit());
  admission.start_admitted();
  return ok({{"run_id", run.id}});
}

}  // namespace dbc::emulator
