#include "emulator/execution/run_book.hpp"

#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/job_view.hpp"

namespace dbc::emulator {

bool RunBook::is_empty() const {
  return !begun_at_ && !commit_ && fresh_.empty() && task_runs_.empty() && outputs_.empty() && values_.empty();
}

/// The row is read again first: front doors write wishes to it.
Result<void> RunBook::save_run(RunRepository& runs) {
  if (!begun_at_ && !commit_) return {};
  DBC_TRY(auto run, runs.find_even_hidden(run_id_));
  if (!run) return {};
  if (commit_) {
    Json settings = stored_json(run->settings);
    settings["git_source"]["git_snapshot"] = {{"used_commit", *commit_}};
    run->settings = json_text(settings);
  }
  if (!begun_at_) return runs.save(*run);
  run->begun_at = begun_at_;
  const auto before = run->state.life_cycle;
  if (before == LifeCycle::pending || before == LifeCycle::waiting_for_retry)
    run->state = {.life_cycle = LifeCycle::running, .message = "In run"};
  return runs.save(*run);
}

Result<void> RunBook::flush_into(RunRepository& runs) {
  DBC_CHECK(save_run(runs));
  for (const TaskRun& task_run : fresh_) DBC_CHECK(runs.insert_task_run(task_run));
  for (const auto& [id, task_run] : task_runs_) DBC_CHECK(runs.save_task_run(task_run));
  for (const auto& [id, output] : outputs_) DBC_CHECK(runs.save_output(id, output));
  for (const TaskValue& value : values_) DBC_CHECK(runs.save_task_value(run_id_, value));
  return {};
}

Result<void> RunBook::flush() {
  if (is_empty()) return {};
  DBC_TRY(auto transaction, store_.begin_write());
  RunRepository runs(transaction, clock_.now());
  DBC_CHECK(flush_into(runs));
  DBC_CHECK(transaction.commit());
  begun_at_.reset();
  commit_.reset();
  fresh_.clear();
  task_runs_.clear();
  outputs_.clear();
  values_.clear();
  return {};
}

}  // namespace dbc::emulator
