#pragma once

#include <optional>

#include "dbc/base/json.hpp"
#include "emulator/services/runs/run_repository.hpp"

namespace dbc::emulator {

/// The body's or query's `run_id`.
[[nodiscard]] Result<std::int64_t> read_run_id(const Json& input);

/// What a run id names: a run, or a task run of one.
struct FoundRun {
  Run run;
  std::optional<TaskRun> task_run = {};  ///< nothing where the id is the run's own
};

/// "Run <id> does not exist."
[[nodiscard]] Error no_such_run(std::int64_t id);
[[nodiscard]] Result<FoundRun> get_run(RunRepository& runs, std::int64_t id);

}  // namespace dbc::emulator
