#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "emulator/http/call.hpp"
#include "emulator/services/runs/run.hpp"

namespace dbc::emulator {

/// For whom a run is shown.
struct RunViewer {
  std::string_view api_version;
  std::string base_url;  ///< http://HOST, without a slash at its end
  std::int64_t org_id = 0;
  bool with_resolved_values = false;  ///< what references in parameters came to
};

[[nodiscard]] RunViewer viewer_of(const Call& call, const Context& context);

/// A run apart from its tasks and clusters.
[[nodiscard]] Json run_info(const Run& run, const RunViewer& viewer);

/// Adds the tasks: `tasks`, or what version 2.0 shows of the only one.
void add_tasks(Json& info, const Run& run, std::span<const TaskRun> task_runs, const RunViewer& viewer);

/// Adds the iterations of a for_each_task, which a read of its task run shows.
void add_iterations(Json& info, const Run& run, std::span<const TaskRun> iterations, const RunViewer& viewer);

/// A task run as if it were a run: what its own id brings.
[[nodiscard]] Json task_run_as_run(const Run& run, const TaskRun& task_run, const RunViewer& viewer);

}  // namespace dbc::emulator
