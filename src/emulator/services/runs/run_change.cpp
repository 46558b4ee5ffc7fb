#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/runs/handlers.hpp"
#include "emulator/services/runs/run_access.hpp"
#include "emulator/services/runs/run_admission.hpp"

namespace dbc::emulator {
namespace {

/// Which runs `runs/cancel-all` is about.
struct CancelRequest {
  std::optional<std::int64_t> job_id = {};
  bool is_about_queue = false;
};

Result<CancelRequest> read_cancel_request(const Json& input) {
  CancelRequest request;
  DBC_TRY(request.job_id, Fields(input).integer("job_id"));
  DBC_TRY(const auto all_queued, Fields(input).boolean("all_queued_runs"));
  request.is_about_queue = all_queued.value_or(false);
  if (!request.job_id && !request.is_about_queue) return missing_field("job_id");
  return request;
}

/// Runs of a job that is deleted were asked to end with it.
Result<bool> may_cancel(const Call& call, Context& context, Transaction& transaction, const Run& run) {
  if (run.is_hidden) return false;
  return may(context, transaction, call.principal(), job_object(run.job_id), level::can_manage_run);
}

}  // namespace

Result<Reply> cancel_run(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, read_run_id(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  const TimePoint now = context.clock.now();
  RunRepository runs(transaction, now);
  DBC_TRY(auto found, get_run(runs, id));
  DBC_CHECK(require_on_job(call, context, transaction, found.run.job_id, level::can_manage_run));
  DBC_CHECK(cancel_run_now(runs, found.run, now));
  DBC_CHECK(transaction.commit());
  context.launcher.nudge(found.run.id);
  return ok();
}

Result<Reply> cancel_all_runs(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto request, read_cancel_request(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  const TimePoint now = context.clock.now();
  JobRepository jobs(transaction);
  if (request.job_id) {
    DBC_CHECK(get_job(jobs, *request.job_id));
    DBC_CHECK(require_on_job(call, context, transaction, *request.job_id, level::can_manage_run));
  }
  RunRepository runs(transaction, now);
  DBC_TRY(auto active, runs.active(request.job_id));
  for (Run& run : active) {
    if (request.is_about_queue && run.state.life_cycle != LifeCycle::queued) continue;
    DBC_TRY(const bool is_allowed, may_cancel(call, context, transaction, run));
    if (is_allowed) DBC_CHECK(cancel_run_now(runs, run, now));
  }
  DBC_CHECK(transaction.commit());
  for (const Run& run : active) context.launcher.nudge(run.id);
  return ok();
}

Result<Reply> delete_run(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, read_run_id(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  RunRepository runs(transaction, context.clock.now());
  DBC_TRY(const auto run, runs.find(id));
  if (!run) return no_such_run(id);
  DBC_CHECK(require_on_job(call, context, transaction, run->job_id, level::can_manage_run));
  if (!run->ended_at)
    return api_error(ErrorCode::invalid_state,
                     "Run " + std::to_string(id) + " is active and cannot be deleted; cancel it first");
  DBC_CHECK(runs.remove(id));
  if (run->type != "JOB_RUN") DBC_CHECK(forget_grants(transaction, job_object(run->job_id)));
  DBC_CHECK(transaction.commit());
  context.launcher.forget(id);
  return ok();
}

}  // namespace dbc::emulator
