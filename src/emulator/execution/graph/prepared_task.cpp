#include "emulator/execution/graph/prepared_task.hpp"

namespace dbc::emulator {

Result<PreparedTask> prepare_task(const Json& task, const Json& overrides, const ValueContext& context) {
  DBC_TRY(Json resolved, resolve_task(with_overrides(task, overrides), context));
  Json pushed = Json::object();
  if (takes_job_parameters(resolved)) {
    DBC_TRY(pushed, resolve_job_parameters(context));
  }
  TaskParameters parameters = task_parameters(resolved, pushed);
  return PreparedTask{.task = std::move(resolved), .parameters = std::move(parameters)};
}

}  // namespace dbc::emulator
