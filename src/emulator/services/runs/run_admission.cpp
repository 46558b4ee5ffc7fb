#include "emulator/services/runs/run_admission.hpp"

#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/task_graph.hpp"

namespace dbc::emulator {
namespace {

/// Where a task stands when its run begins.
RunState first_state(const Json& task) {
  return {.life_cycle = dependencies_of(task).empty() ? LifeCycle::pending : LifeCycle::blocked};
}

TaskRun new_task_run(const Run& run, const Json& task, IdSource& ids) {
  const bool has_begun = run.state.life_cycle == LifeCycle::pending;
  return TaskRun{.id = run.is_single_task ? run.id : make_decimal_id(ids),
                 .run_id = run.id,
                 .key = task_key_of(task),
                 .attempt_number = run.attempt_number,
                 .repair_number = run.repair_number,
                 .settings = json_text(task),
                 .state = has_begun ? first_state(task) : run.state,
                 .started_at = run.ended_at,
                 .ended_at = run.ended_at};
}

}  // namespace

Result<void> end_run(RunRepository& runs, Run& run, const RunState& state, TimePoint now) {
  run.state = state;
  run.ended_at = now;
  DBC_CHECK(runs.save(run));
  DBC_TRY(auto task_runs, runs.task_runs({.run_id = run.id, .with_iterations = true}));
  for (TaskRun& task_run : task_runs) {
    if (is_final(task_run.state.life_cycle)) continue;
    task_run.state = state;
    if (!task_run.started_at) task_run.started_at = now;
    task_run.ended_at = now;
    DBC_CHECK(runs.save_task_run(task_run));
  }
  return {};
}

Result<void> cancel_run_now(RunRepository& runs, Run& run, TimePoint now) {
  if (run.ended_at || run.cancel_requested_at) return {};
  run.cancel_requested_at = now;
  if (run.state.life_cycle == LifeCycle::queued) return end_run(runs, run, cancelled_state(), now);
  run.state.life_cycle = LifeCycle::terminating;
  return runs.save(run);
}

Result<void> forget_job(RunRepository& runs, TimePoint now, std::int64_t job_id) {
  DBC_CHECK(runs.remove_completed_of(job_id));
  DBC_TRY(auto active, runs.active(job_id));
  for (Run& run : active) {
    run.is_hidden = true;
    DBC_CHECK(cancel_run_now(runs, run, now));
    DBC_CHECK(runs.save(run));
  }
  return {};
}

Capacity capacity_of(const Json& settings) {
  Capacity capacity;
  if (const Json* limit = find_member(settings, "max_concurrent_runs"))
    capacity.max_concurrent_runs = limit->get<std::int64_t>();
  const Json* queue = find_member(settings, "queue");
  if (queue != nullptr) capacity.has_queue = queue->value("enabled", false);
  return capacity;
}

Result<void> Admission::add(Run& run, const Json& tasks, const Capacity& capacity) {
  DBC_CHECK(runs_.remove_expired());
  DBC_CHECK(settle_capacity(run, capacity));
  DBC_CHECK(runs_.insert(run));
  DBC_CHECK(add_task_runs(run, tasks));
  return run.state.life_cycle == LifeCycle::pending ? begin(run) : Result<void>{};
}

Result<void> Admission::settle_capacity(Run& run, const Capacity& capacity) {
  run.started_at = now_;
  DBC_TRY(const auto count, runs_.count_admitted(run.job_id));
  if (count < capacity.max_concurrent_runs) {
    run.state = {.life_cycle = LifeCycle::pending};
    run.admitted_at = now_;
    return {};
  }
  // A job that may have no run at all never makes room for one that waits.
  const bool waits = capacity.has_queue && capacity.max_concurrent_runs > 0;
  run.state = waits ? queued_state(capacity.max_concurrent_runs) : too_many_runs_state(capacity.max_concurrent_runs);
  if (!waits) run.ended_at = now_;
  return {};
}

Result<void> Admission::add_task_runs(const Run& run, const Json& tasks) {
  for (const Json& task : tasks) DBC_CHECK(runs_.insert_task_run(new_task_run(run, task, runs_.ids())));
  return {};
}

Result<void> Admission::begin(Run& run) {
  DBC_CHECK(launcher_.prepare(runs_, run, now_));
  admitted_.push_back(run.id);
  return {};
}

Result<void> Admission::repair(Run& run, const Json& tasks) {
  run.state = {.life_cycle = LifeCycle::pending};
  run.ended_at.reset();
  run.cancel_requested_at.reset();
  run.begun_at.reset();
  DBC_CHECK(runs_.save(run));
  DBC_CHECK(add_task_runs(run, tasks));
  return begin(run);
}

Result<void> Admission::add_attempt(Run& run, const Json& tasks) {
  run.started_at = now_;
  run.admitted_at = now_;
  DBC_CHECK(runs_.insert(run));
  DBC_CHECK(add_task_runs(run, tasks));
  return begin(run);
}

Result<void> Admission::leave_queue(Run& run) {
  run.state = {.life_cycle = LifeCycle::pending};
  run.admitted_at = now_;
  DBC_CHECK(runs_.save(run));
  DBC_TRY(auto task_runs, runs_.task_runs({.run_id = run.id}));
  for (TaskRun& task_run : task_runs) {
    DBC_TRY(const Json task, parse_json(task_run.settings));
    task_run.state = first_state(task);
    DBC_CHECK(runs_.save_task_run(task_run));
  }
  return begin(run);
}

Result<void> Admission::serve_queue(std::int64_t job_id) {
  DBC_TRY(const auto job, JobRepository(transaction_).find(job_id));
  if (!job) return {};
  DBC_TRY(const auto settings, settings_of(*job));
  const Capacity capacity = capacity_of(settings.value);
  while (true) {
    DBC_TRY(const auto count, runs_.count_admitted(job_id));
    if (count >= capacity.max_concurrent_runs) return {};
    DBC_TRY(auto next, runs_.first_in_queue(job_id));
    if (!next) return {};
    DBC_CHECK(leave_queue(*next));
  }
}

void Admission::start_admitted() {
  for (const auto id : admitted_) launcher_.start(id);
  admitted_.clear();
}

}  // namespace dbc::emulator
