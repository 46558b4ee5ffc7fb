#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/permissions/audience.hpp"
#include "emulator/services/runs/run.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// An idempotency token: of two users who choose the same text, each has one.
struct RunToken {
  std::string owner = {};  ///< user name
  std::string text = {};
};

/// Runs that ended longer ago are gone, and their idempotency tokens with them.
constexpr std::chrono::days k_run_retention{60};

enum class Activity {
  any,
  active,
  completed
};

/// Which runs to list, newest first. The keys are sequences; a page costs the same wherever it lies.
struct RunQuery {
  std::optional<std::int64_t> job_id = {};
  std::optional<std::string> type = {};
  Activity activity = Activity::any;
  std::optional<TimePoint> started_from = {};  ///< both ends belong to the range
  std::optional<TimePoint> started_to = {};
  std::optional<std::int64_t> before = {};  ///< only runs that are older than this one
  std::optional<std::int64_t> after = {};   ///< only runs that are newer, the nearest ones
  std::optional<Audience> audience = {};    ///< only runs that it may see
  std::int64_t offset = 0;
  std::int64_t limit = 0;
};

/// A part of the task runs of a run, oldest first.
struct TaskRunQuery {
  std::int64_t run_id = 0;
  std::optional<std::int64_t> parent_id = {};  ///< the iterations of this one; nothing for the tasks of the run
  bool with_iterations = false;                ///< both
  std::int64_t offset = 0;
  std::int64_t limit = -1;  ///< all where negative
};

/// Runs and their task runs. Front doors make and read them; who carries a run out saves each step.
class RunRepository {
 public:
  /// What ended more than the retention before `now` is not seen.
  RunRepository(Transaction& transaction, TimePoint now) : transaction_(transaction), now_(now) {}

  [[nodiscard]] IdSource& ids() { return transaction_.ids(); }

  /// A run that clients may see.
  [[nodiscard]] Result<std::optional<Run>> find(std::int64_t id);
  /// Also one whose job is deleted, for whoever carries it out.
  [[nodiscard]] Result<std::optional<Run>> find_even_hidden(std::int64_t id);
  [[nodiscard]] Result<std::vector<Run>> page(const RunQuery& query);
  /// Active runs of a job, hidden or not; oldest first. Nothing stands for every job.
  [[nodiscard]] Result<std::vector<Run>> active(std::optional<std::int64_t> job_id);
  /// The run that was made because this one failed.
  [[nodiscard]] Result<std::optional<Run>> find_attempt_after(const Run& run);
  /// Active runs that the task run with this id made, or any task of the run with this id.
  [[nodiscard]] Result<std::vector<Run>> active_called_by(std::int64_t id);
  /// Active runs of a job that wait in no queue.
  [[nodiscard]] Result<std::int64_t> count_admitted(std::int64_t job_id);
  [[nodiscard]] Result<std::optional<Run>> first_in_queue(std::int64_t job_id);

  [[nodiscard]] Result<void> insert(const Run& run);
  [[nodiscard]] Result<void> save(const Run& run);
  [[nodiscard]] Result<void> remove(std::int64_t id);  ///< with its task runs
  [[nodiscard]] Result<void> remove_completed_of(std::int64_t job_id);
  [[nodiscard]] Result<void> remove_expired();

  [[nodiscard]] Result<std::optional<TaskRun>> find_task_run(std::int64_t task_run_id);
  [[nodiscard]] Result<std::vector<TaskRun>> task_runs(const TaskRunQuery& query);
  [[nodiscard]] Result<std::int64_t> count_task_runs(std::int64_t run_id);
  [[nodiscard]] Result<void> insert_task_run(const TaskRun& task_run);
  [[nodiscard]] Result<void> save_task_run(const TaskRun& task_run);

  [[nodiscard]] Result<TaskRunOutput> output(std::int64_t task_run_id);
  [[nodiscard]] Result<void> save_output(std::int64_t task_run_id, const TaskRunOutput& output);

  [[nodiscard]] Result<std::vector<TaskValue>> task_values(std::int64_t run_id);
  [[nodiscard]] Result<void> save_task_value(std::int64_t run_id, const TaskValue& value);

  /// Oldest first.
  [[nodiscard]] Result<std::vector<PastExecution>> history(std::int64_t run_id);
  [[nodiscard]] Result<void> add_history(std::int64_t run_id, const PastExecution& past);

  /// The id of the run that the token made, which may be gone.
  [[nodiscard]] Result<std::optional<std::int64_t>> run_with_token(const RunToken& token);
  [[nodiscard]] Result<void> add_token(const RunToken& token, std::int64_t run_id);

 private:
  Transaction& transaction_;
  TimePoint now_;
};

}  // namespace dbc::emulator
