#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/graph/task_parameters.hpp"
#include "emulator/execution/task_log.hpp"
#include "emulator/services/runs/run.hpp"

namespace dbc::emulator {

/// What the tasks of a run told each other: an object of values by task key.
using TaskValues = std::map<std::string, Json>;

/// One attempt at a task: everything is resolved.
struct TaskAttempt {
  std::int64_t task_run_id = 0;
  std::string key = {};
  Json task = {};  ///< its settings
  TaskParameters parameters = {};
  ReadyCluster cluster = {};
  TaskValues known_values = {};
  std::function<void(const std::string& name, const Json& value)> set_value = {};  ///< for the tasks that follow
};

/// How an attempt ended.
struct AttemptEnd {
  RunState state = {};
  Json output = Json::object();   ///< members of the reply of runs/get-output
  Json views = Json::array();     ///< what runs/export shows
  Json details = Json::object();  ///< members to show with the task's settings
  std::string condition = {};     ///< what a condition_task came to
};
using OnEnd = std::function<void(AttemptEnd end)>;

/// Something under way that ends by calling its `OnEnd`, once, and never from within the call that began it.
class Work {
 public:
  Work() = default;
  virtual ~Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  /// Asks it to end soon, by force where need be; the end is still told.
  virtual void stop() = 0;
};

/// What carries out tasks of some kinds. Chosen by its name, see `engine_name_of`.
class TaskEngine {
 public:
  TaskEngine() = default;
  virtual ~TaskEngine() = default;
  TaskEngine(const TaskEngine&) = delete;
  TaskEngine& operator=(const TaskEngine&) = delete;
  [[nodiscard]] virtual std::unique_ptr<Work> begin(TaskAttempt attempt, OnEnd on_end) = 0;
};

/// The name of the engine for tasks of this type (`spark_python_task`); empty for a type that no engine can carry out.
[[nodiscard]] std::string_view engine_name_of(std::string_view task_type);
/// What is missing for tasks of a type whose engine is not there.
[[nodiscard]] std::string missing_engine_message(std::string_view task_type);

/// The states that more than one place arrives at.
[[nodiscard]] RunState succeeded_state();
/// `error` is what the task ended with; its first line is told.
[[nodiscard]] RunState workload_failed_state(std::string_view error);
/// INTERNAL_ERROR / FAILED: what the task needs was not there.
[[nodiscard]] RunState could_not_run_state(std::string message, std::string_view code);

}  // namespace dbc::emulator
