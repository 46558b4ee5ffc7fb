#include "emulator/execution/run_execution.hpp"

#include <algorithm>

#include "dbc/emulator/server_address.hpp"
#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/graph/prepared_task.hpp"
#include "emulator/execution/housekeeping.hpp"
#include "emulator/execution/job_clusters.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/runs/called_runs.hpp"
#include "emulator/services/runs/run_admission.hpp"
#include "emulator/services/runs/run_parameters.hpp"
#include "emulator/store/migrations.hpp"

namespace dbc::emulator {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_wish_interval{500};  // a nudge comes first, unless it was lost
/// A member of a run's settings: epoch milliseconds before which it must not begin.
constexpr const char* k_not_before = "not_before";

std::string condition_of(const TaskRun& task_run) {
  const Json details = stored_json(task_run.details);
  const Json* condition = find_member(details, "condition_task");
  return condition == nullptr ? "" : string_or(*condition, "outcome", "");
}

RunState asked_to_end_state() {
  return {.life_cycle = LifeCycle::internal_error,
          .result = "FAILED",
          .message = "The process that carries the run out was asked to end.",
          .code = "INTERNAL_ERROR"};
}

}  // namespace

Result<void> RunExecution::carry_out() {
  DBC_CHECK(load());
  listen();
  begin();
  if (scene_.run.cancel_requested_at) interrupt(Interruption::cancelled, StopReason::cancelled);
  step();
  while (!is_over()) {
    // What follows at once is stored with it: a short run would else wait for the disk more than it works.
    if (!scene_.loop.has_due_timer()) DBC_CHECK(scene_.book.flush());
    DBC_CHECK(scene_.loop.turn());
    step();
  }
  return finish();
}

Result<void> RunExecution::load() {
  DBC_TRY(auto transaction, scene_.store.begin_read());
  RunRepository runs(transaction, scene_.clock.now());
  DBC_TRY(auto all, runs.task_runs({.run_id = scene_.run.id}));
  for (TaskRun& task_run : all) task_runs_.insert_or_assign(task_run.key, std::move(task_run));
  Json tasks = Json::array();
  for (const auto& [key, task_run] : task_runs_) {
    tasks.push_back(stored_json(task_run.settings));
    // A repair finds the other tasks as the executions before left them.
    if (is_final(task_run.state.life_cycle))
      outcomes_[key] = {.state = task_run.state, .condition = condition_of(task_run)};
  }
  DBC_TRY(const auto values, runs.task_values(scene_.run.id));
  for (const TaskValue& value : values) {
    DBC_TRY(values_[value.task_key][value.name], parse_json(value.value));
  }
  DBC_TRY(walk_, GraphWalk::of(tasks));
  return {};
}

/// Begins at once, unless this is another attempt that has to wait for its time.
void RunExecution::begin() {
  const TimePoint now = scene_.clock.now();
  const auto due = from_epoch_millis(scene_.run_settings.value(k_not_before, std::int64_t{0}));
  if (due > now) {
    scene_.loop.after(due - now, [this] { begin(); });
    return;
  }
  has_begun_ = true;
  scene_.book.begin_run(now);
  arm_timeout();
}

void RunExecution::listen() {
  scene_.loop.on_nudge([this] { look_for_wishes(); });
  scene_.loop.on_request_to_end([this] { end_early(); });
  scene_.loop.after(k_wish_interval, [this] { look_for_wishes(); });
}

void RunExecution::end_early() {
  was_asked_to_end_ = true;
  interrupt(Interruption::cancelled, StopReason::cancelled);
}

/// A workspace in memory goes with its server, and a folder can be removed by hand.
bool RunExecution::is_workspace_gone() const {
  std::error_code problem;
  return !std::filesystem::exists(database_file(scene_.store.folder()), problem) && !problem;
}

void RunExecution::arm_timeout() {
  const std::chrono::seconds limit{scene_.run_settings.value("timeout_seconds", std::int64_t{0})};
  if (limit.count() <= 0) return;
  const auto since = scene_.run.repaired_at.value_or(scene_.run.admitted_at.value_or(scene_.run.started_at));
  const auto left = std::max(milliseconds{0}, milliseconds{limit} - (scene_.clock.now() - since));
  scene_.loop.after(left, [this] { interrupt(Interruption::timed_out, StopReason::run_timed_out); });
}

void RunExecution::step() {
  if (interruption_ != Interruption::none || !has_begun_) return;
  while (true) {
    const GraphStep next = walk_->next(outcomes_);
    if (next.is_empty()) return;
    for (const auto& skipped : next.skipped) skip(skipped);
    for (const auto& key : next.ready) start(key);
  }
}

void RunExecution::start(const std::string& key) {
  outcomes_[key] = {.state = {.life_cycle = LifeCycle::pending}};
  auto execution = std::make_unique<TaskExecution>(
      scene_, *this, task_runs_.at(key),
      [this](const TaskRun& last, const std::string& condition) { note_end(last, condition); });
  auto& started = executions_[key] = std::move(execution);
  started->begin();
}

void RunExecution::skip(const SkippedTask& skipped) {
  TaskRun& task_run = task_runs_.at(skipped.key);
  task_run.state = skipped.state;
  task_run.started_at = scene_.clock.now();
  task_run.ended_at = task_run.started_at;
  scene_.book.put(task_run);
  outcomes_[skipped.key] = {.state = skipped.state};
}

void RunExecution::note_end(const TaskRun& last, const std::string& condition) {
  task_runs_.insert_or_assign(last.key, last);
  outcomes_[last.key] = {.state = last.state, .condition = condition};
}

/// A run that another one made ends when that one's supervisor dies, even if nobody else looks.
void RunExecution::look_after_caller() {
  constexpr int k_looks_between = 4;
  if (scene_.run.caller_task_run_id && ++looks_ % k_looks_between == 0) scene_.launcher.look_after_runs();
}

void RunExecution::look_for_wishes() {
  scene_.loop.after(k_wish_interval, [this] { look_for_wishes(); });
  if (is_workspace_gone()) return end_early();
  look_after_caller();
  (void)scene_.clusters->keep();  // the next look tries again
  (void)scene_.clusters->look();
  auto transaction = scene_.store.begin_read();
  if (!transaction) return;
  const auto run = RunRepository(*transaction, scene_.clock.now()).find_even_hidden(scene_.run.id);
  if (run && *run && (*run)->cancel_requested_at) interrupt(Interruption::cancelled, StopReason::cancelled);
}

void RunExecution::interrupt(Interruption interruption, StopReason reason) {
  if (interruption_ != Interruption::none) return;
  interruption_ = interruption;
  for (const auto& [key, execution] : executions_) execution->stop(reason);
}

bool RunExecution::is_over() const {
  if (interruption_ == Interruption::none) return walk_->is_over(outcomes_);
  return std::ranges::all_of(executions_,
                             [&](const auto& entry) { return is_final(outcomes_.at(entry.first).state.life_cycle); });
}

RunState RunExecution::final_state() const {
  if (was_asked_to_end_) return asked_to_end_state();
  if (scene_.run.is_single_task && !outcomes_.empty()) {
    const RunState& own = outcomes_.begin()->second.state;
    if (is_final(own.life_cycle)) return own;
  }
  return walk_->final_state(outcomes_, interruption_);
}

Result<void> RunExecution::finish() {
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  Admission admission(transaction, scene_.launcher, now);
  DBC_CHECK(scene_.book.flush_into(admission.runs()));
  DBC_TRY(auto run, admission.runs().find_even_hidden(scene_.run.id));
  if (!run || run->ended_at) return {};
  DBC_CHECK(end_run(admission.runs(), *run, final_state(), now));
  DBC_TRY(const auto called, cancel_runs_called_by(admission.runs(), run->id, now));
  DBC_CHECK(retry_as_run(admission, *run));
  DBC_CHECK(scene_.clusters->touch(transaction));
  DBC_TRY(const auto clusters, end_job_clusters(transaction, *run, now));
  DBC_CHECK(admission.serve_queue(run->job_id));
  if (!scene_.machine.is_mounting()) kill_marked(run_mark(scene_.run.id));
  DBC_CHECK(transaction.commit());
  admission.start_admitted();
  for (const auto id : called) scene_.launcher.nudge(id);
  clean_up_after(scene_.store, scene_.folder, clusters);
  return {};
}

/// A run of the single-task form has one attempt: the next one is another run.
Result<void> RunExecution::retry_as_run(Admission& admission, const Run& ended) const {
  if (!ended.is_single_task || ended.cancel_requested_at || task_runs_.empty()) return {};
  const TaskRun& last = task_runs_.begin()->second;
  const Json task = stored_json(last.settings);
  if (!allows_retry(task, ended.attempt_number, ended.state)) return {};
  const auto interval = task.value("min_retry_interval_millis", std::int64_t{0});
  const auto due = to_epoch_millis(last.started_at.value_or(admission.now())) + interval;
  Json settings = scene_.run_settings;
  settings[k_not_before] = due;
  const bool must_wait = due > to_epoch_millis(admission.now());
  Run next{.id = make_decimal_id(scene_.store.ids()),
           .job_id = ended.job_id,
           .name = ended.name,
           .type = ended.type,
           .trigger = "RETRY",
           .creator = ended.creator,
           .is_single_task = true,
           .attempt_number = ended.attempt_number + 1,
           .original_attempt_run_id = ended.original_attempt_run_id,
           .settings = json_text(settings),
           .parameters = ended.parameters,
           .state = {.life_cycle = must_wait ? LifeCycle::waiting_for_retry : LifeCycle::pending},
           .is_hidden = ended.is_hidden,
           .caller_task_run_id = ended.caller_task_run_id};
  return admission.add_attempt(next, Json::array({task}));
}

/// What references may name of a task.
TaskFacts RunExecution::facts_of(const TaskRun& task_run) const {
  const Json settings = stored_json(task_run.settings);
  TaskFacts facts{.run_id = task_run.id,
                  .execution_count = 1 + task_run.attempt_number + task_run.repair_number,
                  .result = task_run.state.result,
                  .code = task_run.state.code};
  if (const Json* notebook = find_member(settings, "notebook_task"))
    facts.notebook_path = string_or(*notebook, "notebook_path", "");
  if (const auto values = values_.find(task_run.key); values != values_.end()) facts.values = values->second;
  return facts;
}

ValueContext RunExecution::value_context(const TaskRun& task_run, const Json* input) const {
  const Run& run = scene_.run;
  ValueContext context{
      .job_id = run.job_id,
      .job_name = run.name,
      .job_run_id = run.id,
      .repair_count = run.repair_number,
      .job_start_time = run.started_at,
      .trigger = run.trigger,
      .trigger_time = run.started_at,
      .job_parameters = job_parameter_texts(job_parameters(stored_json(run.parameters), scene_.run_settings)),
      .task_key = task_run.key,
      .task = facts_of(task_run),
      .retry_count = task_run.attempt_number,
      .task_start_time = task_run.started_at.value_or(run.started_at),
      .workspace_id = scene_.identity.org_id,
      .workspace_url = server_address(scene_.workspace_folder())};
  for (const auto& [key, other] : task_runs_)
    if (key != task_run.key) context.tasks[key] = facts_of(other);
  if (input != nullptr) context.input = *input;
  return context;
}

Result<TaskAttempt> RunExecution::resolve(const TaskRun& task_run, const Json* input) {
  const Json overrides = overriding_parameters(stored_json(scene_.run.parameters));
  DBC_TRY(auto prepared, prepare_task(stored_json(task_run.settings), overrides, value_context(task_run, input)));
  return TaskAttempt{.task_run_id = task_run.id,
                     .key = task_run.key,
                     .task = std::move(prepared.task),
                     .parameters = std::move(prepared.parameters),
                     .known_values = values_};
}

void RunExecution::set_value(const std::string& task_key, const std::string& name, const Json& value) {
  values_[task_key][name] = value;
  scene_.book.put_value({.task_key = task_key, .name = name, .value = json_text(value)});
}

}  // namespace dbc::emulator
