#pragma once

#include <optional>
#include <vector>

#include "emulator/services/runs/run_repository.hpp"

namespace dbc::emulator {

// Runs that tasks of other runs made: those of a run_job_task, and those of dbutils.notebook.run.

/// The runs above one that this task run made: the run that it belongs to, the run that called that one, and so on.
[[nodiscard]] Result<std::vector<Run>> callers_of(RunRepository& runs, std::optional<std::int64_t> caller_task_run_id);

/// Refuses another run of a notebook where so many are nested already that they hardly come to an end.
[[nodiscard]] Result<void> check_notebook_depth(RunRepository& runs, std::optional<std::int64_t> caller_task_run_id);

/// Refuses a run of a job whose task `caller` would wait for it for ever, or too deep below: jobs that run each other
/// in a circle, and jobs that run jobs, nested deeper than the service allows.
[[nodiscard]] Result<void> check_job_call(RunRepository& runs, const Run& caller, std::int64_t job_id);

/// Asks the active runs that a run or a task run made to end. Returns their ids, to be nudged after the commit.
[[nodiscard]] Result<std::vector<std::int64_t>> cancel_runs_called_by(RunRepository& runs, std::int64_t id,
                                                                      TimePoint now);

}  // namespace dbc::emulator
