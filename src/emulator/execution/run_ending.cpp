#include "emulator/execution/run_ending.hpp"

#include "emulator/execution/housekeeping.hpp"
#include "emulator/execution/job_clusters.hpp"
#include "emulator/execution/process/child.hpp"
#include "emulator/execution/run_folder.hpp"
#include "emulator/services/runs/called_runs.hpp"
#include "emulator/services/runs/run_admission.hpp"

namespace dbc::emulator {

Result<void> end_abandoned_run(Store& store, RunLauncher& launcher, TimePoint now, std::int64_t run_id,
                               const RunState& state) {
  kill_marked(run_mark(store.folder(), run_id));
  DBC_TRY(auto transaction, store.begin_write());
  Admission admission(transaction, launcher, now);
  DBC_TRY(auto run, admission.runs().find_even_hidden(run_id));
  if (!run || run->ended_at) return {};
  DBC_CHECK(end_run(admission.runs(), *run, state, now));
  DBC_TRY(const auto called, cancel_runs_called_by(admission.runs(), run_id, now));
  DBC_TRY(const auto clusters, end_job_clusters(transaction, *run, now));
  DBC_CHECK(admission.serve_queue(run->job_id));
  DBC_CHECK(transaction.commit());
  clean_up_after(store, RunFolder(store.folder(), run_id), clusters);
  admission.start_admitted();
  for (const auto id : called) launcher.nudge(id);
  return {};
}

}  // namespace dbc::emulator
