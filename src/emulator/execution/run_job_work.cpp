#include "emulator/execution/control_tasks.hpp"
#include "emulator/execution/run_rights.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/runs/called_runs.hpp"
#include "emulator/services/runs/run_start.hpp"

namespace dbc::emulator {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_look_interval{50};

/// Starts a run of another job and ends as that does.
class RunJobWork final : public Work {
 public:
  RunJobWork(const ControlTask& task, OnEnd on_end)
      : scene_(task.scene), attempt_(task.attempt), on_end_(std::move(on_end)) {}
  ~RunJobWork() override { scene_.loop.cancel(timer_); }

  void begin() {
    const auto started = start_child();
    if (!started) refusal_ = state_of_refusal(started.error(), "INVALID_RUN_CONFIGURATION");
    timer_ = scene_.loop.after(milliseconds{0}, [this] { look(); });
  }

  void stop() override {
    if (refusal_) return;
    (void)cancel_child();
    scene_.launcher.nudge(child_id_);
  }

 private:
  Result<void> start_child() {
    const Json& details = attempt_.task.at("run_job_task");
    const Json overrides = child_run_parameters(details, attempt_.parameters.named.value_or(Json::object()));
    DBC_TRY(auto request, read_run_request(overrides));
    request.job_id = details.value("job_id", std::int64_t{0});
    request.user = scene_.run.creator;
    request.caller_task_run_id = attempt_.task_run_id;
    DBC_CHECK(scene_.book.flush());  // those below look for the task run that called them
    DBC_TRY(auto transaction, scene_.store.begin_write());
    Admission admission(transaction, scene_.launcher, scene_.clock.now());
    DBC_CHECK(check_job_call(admission.runs(), scene_.run, request.job_id));
    JobRepository jobs(transaction);
    DBC_TRY(const Job job, get_job(jobs, request.job_id));
    DBC_CHECK(require_for_run(scene_, transaction, job_object(job.id), level::can_manage_run));
    DBC_TRY(const Run child, add_run_of_job(admission, job, request));
    DBC_CHECK(transaction.commit());
    child_id_ = child.id;
    admission.start_admitted();
    return {};
  }

  Result<void> cancel_child() {
    DBC_TRY(auto transaction, scene_.store.begin_write());
    RunRepository runs(transaction, scene_.clock.now());
    DBC_TRY(auto child, runs.find_even_hidden(child_id_));
    if (!child) return {};
    DBC_CHECK(cancel_run_now(runs, *child, scene_.clock.now()));
    return transaction.commit();
  }

  Result<std::optional<RunState>> child_state() {
    DBC_TRY(auto transaction, scene_.store.begin_read());
    RunRepository runs(transaction, scene_.clock.now());
    DBC_TRY(const auto child, runs.find_even_hidden(child_id_));
    if (!child)
      return std::optional(could_not_run_state("Run " + std::to_string(child_id_) + " is gone.", "INTERNAL_ERROR"));
    if (!child->ended_at) return std::optional<RunState>{};
    // A run of the single-task form is tried again as another run.
    DBC_TRY(const auto next, runs.find_attempt_after(*child));
    if (!next) return std::optional(child->state);
    child_id_ = next->id;
    return std::optional<RunState>{};
  }

  void look() {
    if (refusal_) return end(*refusal_, Json::object());
    // A child whose supervisor died would else be waited for without end.
    constexpr int k_looks_between = 20;
    if (++looks_ % k_looks_between == 0) scene_.launcher.look_after_runs();
    const auto state = child_state();
    if (state && *state) return end(as_task(**state), {{"run_job_output", {{"run_id", child_id_}}}});
    timer_ = scene_.loop.after(k_look_interval, [this] { look(); });
  }

  [[nodiscard]] RunState as_task(RunState state) const {
    if (state.result == "SUCCESS" || state.result == "SUCCESS_WITH_FAILURES") return succeeded_state();
    state.message = "Run " + std::to_string(child_id_) + " of the other job did not succeed. " + state.message;
    // A run that was skipped is a failure of whoever waited for it.
    if (state.life_cycle == LifeCycle::skipped) state = could_not_run_state(state.message, state.code);
    return state;
  }

  void end(const RunState& state, const Json& output) {
    const auto on_end = std::move(on_end_);
    on_end({.state = state, .output = output});
  }

  RunScene& scene_;
  TaskAttempt attempt_;
  OnEnd on_end_;
  std::int64_t child_id_ = 0;
  std::optional<RunState> refusal_ = {};
  EventLoop::TimerId timer_ = 0;
  int looks_ = 0;
};

}  // namespace

std::unique_ptr<Work> begin_run_job(const ControlTask& task, OnEnd on_end) {
  auto work = std::make_unique<RunJobWork>(task, std::move(on_end));
  work->begin();
  return work;
}

}  // namespace dbc::emulator
