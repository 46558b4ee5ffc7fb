#include "emulator/execution/control_tasks.hpp"

#include "emulator/services/jobs/task_rules.hpp"

namespace dbc::emulator {

bool is_control_task(const Json& task) {
  const std::string type = task_type_of(task);
  return type == "condition_task" || type == "run_job_task" || type == "for_each_task";
}

std::unique_ptr<Work> begin_control_task(const ControlTask& task, OnEnd on_end) {
  const std::string type = task_type_of(task.attempt.task);
  if (type == "condition_task") return begin_condition(task, std::move(on_end));
  if (type == "run_job_task") return begin_run_job(task, std::move(on_end));
  return begin_for_each(task, std::move(on_end));
}

}  // namespace dbc::emulator
