#pragma once

#include "emulator/execution/task_execution.hpp"

namespace dbc::emulator {

/// A task that the supervisor carries out itself: condition_task, run_job_task, for_each_task. It needs no cluster.
[[nodiscard]] bool is_control_task(const Json& task);

struct ControlTask {
  RunScene& scene;
  TaskSurroundings& surroundings;
  const TaskAttempt& attempt;
  const TaskRun& task_run;
};

[[nodiscard]] std::unique_ptr<Work> begin_control_task(const ControlTask& task, OnEnd on_end);

// The kinds, by the file that holds them.
[[nodiscard]] std::unique_ptr<Work> begin_condition(const ControlTask& task, OnEnd on_end);  ///< condition_work.cpp
[[nodiscard]] std::unique_ptr<Work> begin_run_job(const ControlTask& task, OnEnd on_end);    ///< run_job_work.cpp
[[nodiscard]] std::unique_ptr<Work> begin_for_each(const ControlTask& task, OnEnd on_end);   ///< for_each_work.cpp

}  // namespace dbc::emulator
