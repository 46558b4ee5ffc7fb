#pragma once

#include <set>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/services/runs/run_repository.hpp"

namespace dbc::emulator {

/// Ends a run, and each of its task runs that has not ended, in that state.
[[nodiscard]] Result<void> end_run(RunRepository& runs, Run& run, const RunState& state, TimePoint now);

/// A run that waits in a queue ends as cancelled; one that is carried out is asked to end. No effect on one that has
/// ended or was asked before.
[[nodiscard]] Result<void> cancel_run_now(RunRepository& runs, Run& run, TimePoint now);

/// What becomes of a job's runs when the job goes: active ones are cancelled, and none can be seen any more.
[[nodiscard]] Result<void> forget_job(RunRepository& runs, TimePoint now, std::int64_t job_id);

/// How many runs a job may have at once, and what becomes of the next one.
struct Capacity {
  std::int64_t max_concurrent_runs = 1;
  bool has_queue = false;
};

/// The capacity that settings grant.
[[nodiscard]] Capacity capacity_of(const Json& settings);

/// Lets runs begin, within one transaction. After its commit, `start_admitted` hands them to the launcher.
class Admission {
 public:
  Admission(Transaction& transaction, RunLauncher& launcher, TimePoint now)
      : transaction_(transaction), runs_(transaction, now), launcher_(launcher), now_(now) {}

  [[nodiscard]] RunRepository& runs() { return runs_; }
  [[nodiscard]] TimePoint now() const { return now_; }

  /// Stores a new run with one task run for each task. It begins, waits, or is skipped where the job has too many.
  [[nodiscard]] Result<void> add(Run& run, const Json& tasks, const Capacity& capacity);
  /// Lets an ended run begin again with fresh task runs for these tasks.
  [[nodiscard]] Result<void> repair(Run& run, const Json& tasks);
  /// Stores a run that is another attempt at one that just ended, whose place it takes: it waits in no queue.
  [[nodiscard]] Result<void> add_attempt(Run& run, const Json& tasks);
  /// Lets as many runs leave a job's queue as there is room for; to be called whenever a run has ended.
  [[nodiscard]] Result<void> serve_queue(std::int64_t job_id);

  void start_admitted();

 private:
  [[nodiscard]] Result<void> settle_capacity(Run& run, const Capacity& capacity);
  [[nodiscard]] Result<void> add_task_runs(const Run& run, const Json& tasks);
  [[nodiscard]] Result<void> leave_queue(Run& run);
  [[nodiscard]] Result<void> begin(Run& run);

  Transaction& transaction_;
  RunRepository runs_;
  RunLauncher& launcher_;
  TimePoint now_;
  std::vector<std::int64_t> admitted_;
};

}  // namespace dbc::emulator
