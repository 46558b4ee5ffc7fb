#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "dbc/base/clock.hpp"
#include "emulator/services/runs/run_repository.hpp"

namespace dbc::emulator {

/// What a supervisor has to write down of its run. Entries are collected, and one transaction stores them: a run of
/// short tasks would else wait for the disk most of the time.
class RunBook {
 public:
  RunBook(Store& store, const Clock& clock, std::int64_t run_id) : store_(store), clock_(clock), run_id_(run_id) {}

  void begin_run(TimePoint now) { begun_at_ = now; }
  void put_commit(std::string commit) { commit_ = std::move(commit); }       ///< of the run's git_source
  void put(const TaskRun& task_run) { task_runs_[task_run.id] = task_run; }  ///< one that is stored already
  void add(const TaskRun& task_run) { fresh_.push_back(task_run); }
  void put_output(std::int64_t task_run_id, TaskRunOutput output) { outputs_[task_run_id] = std::move(output); }
  void put_value(TaskValue value) { values_.push_back(std::move(value)); }

  /// Stores what was collected; nothing happens where that is nothing.
  [[nodiscard]] Result<void> flush();
  /// The same within a transaction of the caller.
  [[nodiscard]] Result<void> flush_into(RunRepository& runs);

 private:
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] Result<void> save_run(RunRepository& runs);

  Store& store_;
  const Clock& clock_;
  std::int64_t run_id_;
  std::optional<TimePoint> begun_at_ = {};
  std::optional<std::string> commit_ = {};
  std::vector<TaskRun> fresh_ = {};
  std::map<std::int64_t, TaskRun> task_runs_ = {};
  std::map<std::int64_t, TaskRunOutput> outputs_ = {};
  std::vector<TaskValue> values_ = {};
};

}  // namespace dbc::emulator
