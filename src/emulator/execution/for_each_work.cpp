#include <algorithm>

#include "emulator/execution/control_tasks.hpp"
#include "emulator/execution/graph/for_each.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_view.hpp"

namespace dbc::emulator {
namespace {

using std::chrono::milliseconds;

/// The iterations of a for_each_task, each a task of its own.
class ForEachWork final : public Work {
 public:
  ForEachWork(const ControlTask& task, OnEnd on_end)
      : scene_(task.scene),
        surroundings_(task.surroundings),
        loop_task_(task.attempt.task.at("for_each_task")),
        task_run_(task.task_run),
        on_end_(std::move(on_end)) {}

  ~ForEachWork() override {
    if (timer_) scene_.loop.cancel(*timer_);
  }

  void begin() {
    auto inputs = loop_inputs(string_or(loop_task_, "inputs", ""));
    if (!inputs) {
      broken_ = could_not_run_state(inputs.error().message, "INVALID_RUN_CONFIGURATION");
    } else {
      inputs_ = std::move(*inputs);
      states_.resize(inputs_.size());
      iterations_.resize(inputs_.size());
    }
    step_later();
  }

  void stop() override {
    is_stopped_ = true;
    for (const auto& iteration : iterations_)
      if (iteration) iteration->stop(StopReason::cancelled);
    step_later();
  }

 private:
  void step_later() {
    if (timer_) scene_.loop.cancel(*timer_);
    timer_ = scene_.loop.after(milliseconds{0}, [this] { step(); });
  }

  void step() {
    timer_.reset();
    if (broken_) return end(*broken_);
    if (!is_stopped_)
      for (const auto index : next_iterations(loop_task_, states_)) start(index);
    save_stats();
    const auto is_running = [](const auto& state) { return state && !is_final(state->life_cycle); };
    if (is_stopped_ && std::ranges::none_of(states_, is_running)) return end(cancelled_state());
    if (!is_stopped_ && is_loop_over(states_)) end(loop_state(states_));
  }

  void start(std::size_t index) {
    const Json& nested = loop_task_.at("task");
    TaskRun first{.id = make_decimal_id(scene_.store.ids()),
                  .run_id = scene_.run.id,
                  .key = string_or(nested, "task_key", ""),
                  .repair_number = task_run_.repair_number,
                  .settings = json_text(nested),
                  .state = {.life_cycle = LifeCycle::pending},
                  .parent_id = task_run_.id};
    scene_.book.add(first);
    states_[index] = first.state;
    iterations_[index] = std::make_unique<TaskExecution>(
        scene_, surroundings_, std::move(first),
        [this, index](const TaskRun& last, const std::string&) {
          states_[index] = last.state;
          step_later();
        },
        inputs_[index]);
    iterations_[index]->begin();
  }

  [[nodiscard]] Json details() const { return {{"for_each_task", {{"stats", loop_stats(states_)}}}}; }

  void save_stats() {
    TaskRun shown = task_run_;
    shown.details = json_text(details());
    scene_.book.put(shown);
  }

  void end(const RunState& state) {
    const Json last = details();
    const auto on_end = std::move(on_end_);
    on_end({.state = state, .details = last});
  }

  RunScene& scene_;
  TaskSurroundings& surroundings_;
  Json loop_task_;
  TaskRun task_run_;
  OnEnd on_end_;
  std::vector<Json> inputs_;
  std::vector<std::optional<RunState>> states_;
  std::vector<std::unique_ptr<TaskExecution>> iterations_;
  std::optional<RunState> broken_;
  std::optional<EventLoop::TimerId> timer_;
  bool is_stopped_ = false;
};

}  // namespace

std::unique_ptr<Work> begin_for_each(const ControlTask& task, OnEnd on_end) {
  auto work = std::make_unique<ForEachWork>(task, std::move(on_end));
  work->begin();
  return work;
}

}  // namespace dbc::emulator
