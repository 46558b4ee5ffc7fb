#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "emulator/execution/process/event_loop.hpp"
#include "emulator/execution/task_engine.hpp"

namespace dbc::emulator {

struct RunScene;

/// Why a task is stopped.
enum class StopReason {
  none,
  cancelled,
  timed_out,
  run_timed_out,  ///< no attempt follows
};

/// True where the task's settings grant another attempt after this one.
[[nodiscard]] bool allows_retry(const Json& task, std::int64_t attempt_number, const RunState& state);

/// What a task needs to know of the run around it, asked when an attempt begins.
class TaskSurroundings {
 public:
  TaskSurroundings() = default;
  virtual ~TaskSurroundings() = default;
  TaskSurroundings(const TaskSurroundings&) = delete;
  TaskSurroundings& operator=(const TaskSurroundings&) = delete;
  /// The task's settings with overrides applied and references resolved, and its parameters. `input` is what an
  /// iteration of a for_each_task is for; null for other tasks.
  [[nodiscard]] virtual Result<TaskAttempt> resolve(const TaskRun& task_run, const Json* input) = 0;
  /// A task has set a value for those that follow it.
  virtual void set_value(const std::string& task_key, const std::string& name, const Json& value) = 0;
};

/// One task of a run, or one iteration of a for_each_task, from its first attempt to the end of its last.
class TaskExecution {
 public:
  using OnDone = std::function<void(const TaskRun& last, const std::string& condition)>;

  TaskExecution(RunScene& scene, TaskSurroundings& surroundings, TaskRun first, OnDone on_done,
                std::optional<Json> input = std::nullopt);
  ~TaskExecution();
  TaskExecution(const TaskExecution&) = delete;
  TaskExecution& operator=(const TaskExecution&) = delete;

  void begin();
  /// The last attempt ends as this says; no effect on what has ended.
  void stop(StopReason reason);
  [[nodiscard]] const TaskRun& current() const { return task_run_; }

 private:
  void begin_attempt();
  void add_details(const Json& members);
  void use_cluster(ClusterResult result);
  void lose_cluster(const RunState& state);
  void carry_out();
  void end_attempt(AttemptEnd end);
  [[nodiscard]] RunState settled(RunState state) const;
  [[nodiscard]] bool may_retry(const RunState& state) const;
  void retry();
  void arm_timeout();
  void finish(const std::string& condition);
  void later(std::function<void()> step);

  RunScene& scene_;
  TaskSurroundings& surroundings_;
  TaskRun task_run_;
  Json settings_;
  OnDone on_done_;
  std::optional<Json> input_;
  TaskAttempt attempt_ = {};
  std::unique_ptr<Work> work_ = {};
  StopReason stop_ = StopReason::none;
  std::optional<RunState> loss_ = {};  ///< what the attempt comes to because its cluster ended
  TimePoint executing_since_ = {};
  std::optional<EventLoop::TimerId> timeout_ = {};
  std::optional<EventLoop::TimerId> pause_ = {};
  bool is_done_ = false;
};

}  // namespace dbc::emulator
