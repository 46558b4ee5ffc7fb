#include "emulator/services/runs/run_access.hpp"

#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"

namespace dbc::emulator {

Result<std::int64_t> read_run_id(const Json& input) {
  DBC_TRY(const auto id, Fields(input).integer("run_id"));
  if (!id) return missing_field("run_id");
  return *id;
}

Error no_such_run(std::int64_t id) { return invalid_parameter("Run " + std::to_string(id) + " does not exist."); }

Result<FoundRun> get_run(RunRepository& runs, std::int64_t id) {
  DBC_TRY(auto own, runs.find(id));
  if (own) return FoundRun{.run = std::move(*own)};
  DBC_TRY(auto task_run, runs.find_task_run(id));
  if (!task_run) return no_such_run(id);
  DBC_TRY(auto parent, runs.find(task_run->run_id));
  if (!parent) return no_such_run(id);
  return FoundRun{.run = std::move(*parent), .task_run = std::move(task_run)};
}

}  // namespace dbc::emulator
