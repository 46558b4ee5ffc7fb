#include "emulator/services/runs/called_runs.hpp"

#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/services/runs/run_admission.hpp"

namespace dbc::emulator {
namespace {

/// Each level is a process that waits for the next one.
constexpr std::size_t k_deepest_notebook = 10;
constexpr std::ptrdiff_t k_deepest_job = 3;

/// "job 1 > job 2 > job 1", from the outermost.
std::string path_of(const std::vector<Run>& chain, std::int64_t job_id) {
  std::string path;
  for (auto run = chain.rbegin(); run != chain.rend(); ++run) path += "job " + std::to_string(run->job_id) + " > ";
  return path + "job " + std::to_string(job_id);
}

}  // namespace

Result<std::vector<Run>> callers_of(RunRepository& runs, std::optional<std::int64_t> caller_task_run_id) {
  std::vector<Run> callers;
  while (caller_task_run_id) {
    DBC_TRY(const auto task_run, runs.find_task_run(*caller_task_run_id));
    if (!task_run) break;
    DBC_TRY(auto run, runs.find_even_hidden(task_run->run_id));
    if (!run) break;
    caller_task_run_id = run->caller_task_run_id;
    callers.push_back(std::move(*run));
  }
  return callers;
}

Result<void> check_notebook_depth(RunRepository& runs, std::optional<std::int64_t> caller_task_run_id) {
  DBC_TRY(const auto callers, callers_of(runs, caller_task_run_id));
  if (callers.size() <= k_deepest_notebook) return {};
  return invalid_parameter("Notebooks that run notebooks may be nested " + std::to_string(k_deepest_notebook) +
                           " deep, and no deeper");
}

Result<void> check_job_call(RunRepository& runs, const Run& caller, std::int64_t job_id) {
  DBC_TRY(auto chain, callers_of(runs, caller.caller_task_run_id));
  chain.insert(chain.begin(), caller);
  if (std::ranges::find(chain, job_id, &Run::job_id) != chain.end())
    return invalid_parameter("Jobs must not run each other in a circle: " + path_of(chain, job_id));
  const auto is_called_job = [](const Run& run) { return run.caller_task_run_id && run.type == "JOB_RUN"; };
  if (std::ranges::count_if(chain, is_called_job) < k_deepest_job) return {};
  return invalid_parameter("Jobs that run jobs may be nested " + std::to_string(k_deepest_job) +
                           " deep, and no deeper: " + path_of(chain, job_id));
}

Result<std::vector<std::int64_t>> cancel_runs_called_by(RunRepository& runs, std::int64_t id, TimePoint now) {
  std::vector<std::int64_t> ids;
  DBC_TRY(auto called, runs.active_called_by(id));
  for (Run& run : called) {
    DBC_CHECK(cancel_run_now(runs, run, now));
    ids.push_back(run.id);
  }
  return ids;
}

}  // namespace dbc::emulator
