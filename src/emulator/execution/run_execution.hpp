#pragma once

#include <map>
#include <memory>
#include <string>

#include "emulator/execution/graph/dynamic_values.hpp"
#include "emulator/execution/graph/graph_walk.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/task_execution.hpp"

namespace dbc::emulator {

class Admission;

/// One execution of a run: its tasks in the order of their graph, until each has ended or the run is stopped.
class RunExecution final : public TaskSurroundings {
 public:
  explicit RunExecution(RunScene& scene) : scene_(scene) {}

  /// Carries the run out and stores its end.
  [[nodiscard]] Result<void> carry_out();

  [[nodiscard]] Result<TaskAttempt> resolve(const TaskRun& task_run, const Json* input) override;
  void set_value(const std::string& task_key, const std::string& name, const Json& value) override;

 private:
  [[nodiscard]] Result<void> load();
  void begin();
  [[nodiscard]] std::chrono::milliseconds retry_interval() const;
  void listen();
  void end_early();
  [[nodiscard]] bool is_workspace_gone() const;
  void arm_timeout();
  void step();
  void start(const std::string& key);
  void skip(const SkippedTask& skipped);
  void note_end(const TaskRun& last, const std::string& condition);
  void look_after_caller();
  void look_for_wishes();
  void interrupt(Interruption interruption, StopReason reason);
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] RunState final_state() const;
  [[nodiscard]] Result<void> finish();
  [[nodiscard]] Result<void> retry_as_run(Admission& admission, const Run& ended) const;
  [[nodiscard]] TaskFacts facts_of(const TaskRun& task_run) const;
  [[nodiscard]] ValueContext value_context(const TaskRun& task_run, const Json* input) const;

  RunScene& scene_;
  std::optional<GraphWalk> walk_ = {};
  std::map<std::string, TaskRun> task_runs_ = {};  ///< the newest of each key
  TaskOutcomes outcomes_ = {};
  TaskValues values_ = {};
  std::map<std::string, std::unique_ptr<TaskExecution>> executions_ = {};
  Interruption interruption_ = Interruption::none;
  bool has_waited_ = false;  ///< for the time of another attempt
  bool has_begun_ = false;
  bool was_asked_to_end_ = false;
  int looks_ = 0;
};

}  // namespace dbc::emulator
