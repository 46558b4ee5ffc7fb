#include "emulator/execution/control_tasks.hpp"
#include "emulator/execution/graph/condition.hpp"
#include "emulator/execution/run_scene.hpp"

namespace dbc::emulator {
namespace {

AttemptEnd evaluate(const Json& task) {
  const auto outcome = evaluate_condition(task.at("condition_task"));
  if (!outcome) return {.state = could_not_run_state(outcome.error().message, "INVALID_RUN_CONFIGURATION")};
  return {.state = succeeded_state(), .details = {{"condition_task", {{"outcome", *outcome}}}}, .condition = *outcome};
}

/// Its end is known at once, and told in the next turn.
class ConditionWork final : public Work {
 public:
  ConditionWork(EventLoop& loop, AttemptEnd end, OnEnd on_end)
      : loop_(loop), end_(std::move(end)), on_end_(std::move(on_end)) {
    timer_ = loop_.after(std::chrono::milliseconds{0}, [this] { tell(); });
  }
  ~ConditionWork() override { loop_.cancel(timer_); }
  void stop() override {}

 private:
  void tell() {
    const auto on_end = std::move(on_end_);
    on_end(std::move(end_));
  }

  EventLoop& loop_;
  AttemptEnd end_;
  OnEnd on_end_;
  EventLoop::TimerId timer_;
};

}  // namespace

std::unique_ptr<Work> begin_condition(const ControlTask& task, OnEnd on_end) {
  return std::make_unique<ConditionWork>(task.scene.loop, evaluate(task.attempt.task), std::move(on_end));
}

}  // namespace dbc::emulator
