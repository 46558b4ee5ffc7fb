#include "emulator/execution/task_execution.hpp"

#include <algorithm>

#include "emulator/execution/control_tasks.hpp"
#include "emulator/execution/graph/graph_walk.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/jobs/task_rules.hpp"

namespace dbc::emulator {
namespace {

using std::chrono::milliseconds;

std::int64_t number(const Json& settings, const char* name) { return settings.value(name, std::int64_t{0}); }

bool has_failed(const RunState& state) {
  return state.life_cycle == LifeCycle::internal_error || state.result == "FAILED";
}

milliseconds positive(milliseconds duration) { return std::max(duration, milliseconds{0}); }

}  // namespace

bool allows_retry(const Json& task, std::int64_t attempt_number, const RunState& state) {
  const bool counts = has_failed(state) || (state.result == "TIMEDOUT" && task.value("retry_on_timeout", false));
  const std::int64_t most = number(task, "max_retries");
  return counts && (most < 0 || attempt_number < most);
}

TaskExecution::TaskExecution(RunScene& scene, TaskSurroundings& surroundings, TaskRun first, OnDone on_done,
                             std::optional<Json> input)
    : scene_(scene),
      surroundings_(surroundings),
      task_run_(std::move(first)),
      settings_(stored_json(task_run_.settings)),
      on_done_(std::move(on_done)),
      input_(std::move(input)) {}

TaskExecution::~TaskExecution() {
  for (const auto& timer : {timeout_, pause_})
    if (timer) scene_.loop.cancel(*timer);
  scene_.clusters->release(task_run_.id);
}

void TaskExecution::begin() { begin_attempt(); }

/// Ends are told from the loop, so that nobody is changed in the middle of what he does.
void TaskExecution::later(std::function<void()> step) { pause_ = scene_.loop.after(milliseconds{0}, std::move(step)); }

void TaskExecution::add_details(const Json& members) {
  Json details = stored_json(task_run_.details);
  details.update(members);
  task_run_.details = json_text(details);
}

void TaskExecution::begin_attempt() {
  const TimePoint now = scene_.clock.now();
  pause_.reset();
  task_run_.started_at = now;
  task_run_.state = {.life_cycle = LifeCycle::pending, .message = "Waiting for cluster"};
  arm_timeout();
  auto attempt = surroundings_.resolve(task_run_, input_ ? &*input_ : nullptr);
  scene_.book.put(task_run_);
  if (!attempt) {
    const RunState state = could_not_run_state(attempt.error().message, "INVALID_RUN_CONFIGURATION");
    return later([this, state] { end_attempt({.state = state}); });
  }
  attempt_ = std::move(*attempt);
  if (const Json values = resolved_values(attempt_.task, attempt_.parameters); !values.empty())
    add_details({{"resolved_values", values}});
  attempt_.set_value = [this](const std::string& name, const Json& value) {
    surroundings_.set_value(task_run_.key, name, value);
  };
  if (is_control_task(attempt_.task)) return carry_out();
  scene_.clusters->ensure(
      attempt_.task, task_run_.id, [this](ClusterResult result) { use_cluster(std::move(result)); },
      [this](const RunState& state) { lose_cluster(state); });
}

void TaskExecution::use_cluster(ClusterResult result) {
  if (const auto* failure = std::get_if<ClusterFailure>(&result)) {
    task_run_.cluster_id = failure->cluster_id;
    scene_.clusters->release(task_run_.id);  // that the cluster ends of this is no loss on top of it
    return later([this, state = failure->state] { end_attempt({.state = state}); });
  }
  attempt_.cluster = std::get<ReadyCluster>(std::move(result));
  task_run_.cluster_id = attempt_.cluster.id;
  task_run_.spark_context_id = attempt_.cluster.spark_context_id;
  carry_out();
}

/// The machines are gone, and what ran on them with them.
void TaskExecution::lose_cluster(const RunState& state) {
  if (is_done_ || loss_) return;
  loss_ = state;
  if (work_) return work_->stop();
  scene_.clusters->stop(task_run_.id);
}

void TaskExecution::carry_out() {
  executing_since_ = scene_.clock.now();
  task_run_.setup_duration = positive(executing_since_ - *task_run_.started_at);
  task_run_.state = {.life_cycle = LifeCycle::running, .message = "In run"};
  scene_.book.put(task_run_);
  if (stop_ != StopReason::none || loss_) return later([this] { end_attempt({.state = cancelled_state()}); });
  const std::string type = task_type_of(attempt_.task);
  const OnEnd on_end = [this](AttemptEnd end) { end_attempt(std::move(end)); };
  if (is_control_task(attempt_.task)) {
    work_ = begin_control_task({scene_, surroundings_, attempt_, task_run_}, on_end);
    return;
  }
  const auto engine = scene_.engines.find(engine_name_of(type));
  if (engine != scene_.engines.end()) {
    work_ = engine->second->begin(attempt_, on_end);
    return;
  }
  const RunState state = could_not_run_state(missing_engine_message(type), "FEATURE_DISABLED");
  later([this, state] { end_attempt({.state = state}); });
}

RunState TaskExecution::settled(RunState state) const {
  // What had succeeded before the wish to stop came through has succeeded.
  if (state.result == "SUCCESS") return state;
  if (stop_ == StopReason::none) return loss_.value_or(std::move(state));
  return stop_ == StopReason::cancelled ? cancelled_state() : timed_out_state();
}

void TaskExecution::end_attempt(AttemptEnd end) {
  const TimePoint now = scene_.clock.now();
  if (timeout_) scene_.loop.cancel(*timeout_);
  timeout_.reset();
  work_.reset();
  scene_.clusters->release(task_run_.id);
  if (executing_since_ != TimePoint{}) task_run_.execution_duration = positive(now - executing_since_);
  task_run_.state = settled(std::move(end.state));
  // That a signal ended what was to be stopped is no error of the task.
  if ((stop_ != StopReason::none || loss_) && task_run_.state.result != "SUCCESS")
    for (const char* name : {"error", "error_trace"}) end.output.erase(name);
  task_run_.ended_at = now;
  if (!end.details.empty()) add_details(end.details);
  scene_.book.put(task_run_);
  if (!end.output.empty() || !end.views.empty())
    scene_.book.put_output(task_run_.id, {.output = json_text(end.output), .views = json_text(end.views)});
  if (may_retry(task_run_.state)) return retry();
  finish(end.condition);
}

/// A run of the single-task form is tried again as another run, which is not this one's business.
bool TaskExecution::may_retry(const RunState& state) const {
  if (scene_.run.is_single_task || stop_ == StopReason::cancelled || stop_ == StopReason::run_timed_out) return false;
  return allows_retry(settings_, task_run_.attempt_number, state);
}

void TaskExecution::retry() {
  const milliseconds interval{number(settings_, "min_retry_interval_millis")};
  // The workspace's clock may have been set back meanwhile.
  const auto wait = std::min(positive(*task_run_.started_at + interval - scene_.clock.now()), interval);
  task_run_ = {.id = make_decimal_id(scene_.store.ids()),
               .run_id = task_run_.run_id,
               .key = task_run_.key,
               .attempt_number = task_run_.attempt_number + 1,
               .repair_number = task_run_.repair_number,
               .settings = task_run_.settings,
               .state = {.life_cycle = LifeCycle::waiting_for_retry},
               .parent_id = task_run_.parent_id};
  executing_since_ = {};
  stop_ = StopReason::none;
  loss_.reset();
  scene_.book.add(task_run_);
  pause_ = scene_.loop.after(wait, [this] { begin_attempt(); });
}

void TaskExecution::arm_timeout() {
  const std::chrono::seconds own{number(settings_, "timeout_seconds")};
  const auto& wall = scene_.settings.wall_limit;
  const auto limit = own.count() > 0 && wall.count() > 0 ? std::min(own, wall) : std::max(own, wall);
  if (limit.count() > 0) timeout_ = scene_.loop.after(limit, [this] { stop(StopReason::timed_out); });
}

void TaskExecution::stop(StopReason reason) {
  if (is_done_) return;
  if (stop_ == StopReason::none) stop_ = reason;
  if (work_) return work_->stop();
  scene_.clusters->stop(task_run_.id);
  if (task_run_.state.life_cycle != LifeCycle::waiting_for_retry) return;  // it is looked at before work begins
  if (pause_) scene_.loop.cancel(*pause_);
  task_run_.started_at = scene_.clock.now();
  end_attempt({.state = cancelled_state()});
}

void TaskExecution::finish(const std::string& condition) {
  is_done_ = true;
  on_done_(task_run_, condition);
}

}  // namespace dbc::emulator
