#include "dbc/emulator/supervise.hpp"

#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/git_checkout.hpp"
#include "emulator/execution/housekeeping.hpp"
#include "emulator/execution/python_engine.hpp"
#include "emulator/execution/run_ending.hpp"
#include "emulator/execution/run_execution.hpp"
#include "emulator/execution/run_lock.hpp"
#include "emulator/execution/supervised_runs.hpp"
#include "emulator/execution/task_engine.hpp"
#include "emulator/other_workspaces.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/store/offset_clock.hpp"
#include "emulator/store/workspace_repository.hpp"

namespace dbc::emulator {
namespace {

Result<std::optional<RunLock>> take_lock(const SuperviseOptions& options, const RunFolder& folder) {
  if (options.lock_descriptor < 0) return RunLock::try_take(folder);
  return std::optional(RunLock::adopt(folder, options.lock_descriptor));
}

/// The run, if it is still to be carried out.
Result<std::optional<Run>> find_waiting(Store& store, std::int64_t run_id, TimePoint now) {
  DBC_TRY(auto transaction, store.begin_read());
  DBC_TRY(auto run, RunRepository(transaction, now).find_even_hidden(run_id));
  if (!run || run->ended_at || run->begun_at || run->state.life_cycle == LifeCycle::queued) return std::optional<Run>{};
  return run;
}

Result<WorkspaceIdentity> read_identity(Store& store) {
  DBC_TRY(auto transaction, store.begin_read());
  return load_identity(transaction);
}

Result<void> carry_out(Store& store, const Clock& clock, RunLauncher& launcher, const RunFolder& folder, const Run& run,
                       RunLock& lock) {
  note_workspace(store.folder());
  FileStore files(store.folder());
  DBC_CHECK(files.prepare());
  DBC_TRY(const auto settings, read_execution_settings(store.folder()));
  DBC_TRY(const auto identity, read_identity(store));
  DBC_TRY(const auto loop, EventLoop::create());
  // Who reads the number may send signals to it, which the loop takes from here on.
  DBC_CHECK(lock.sign());
  RunScene scene{.store = store,
                 .files = files,
                 .clock = clock,
                 .loop = *loop,
                 .launcher = launcher,
                 .settings = settings,
                 .identity = identity,
                 .folder = folder,
                 .mark = run_mark(store.folder(), run.id),
                 .run = run,
                 .run_settings = stored_json(run.settings),
                 .book = RunBook(store, clock, run.id),
                 .machine = DriverMachine(files, settings, store.folder(), folder.scratch())};
  ClusterKeeper clusters(scene);
  scene.clusters = &clusters;
  std::optional<GitCheckout> checkout;
  if (const Json* source = find_member(scene.run_settings, "git_source"))
    scene.checkout = &checkout.emplace(*loop,
                                       GitCheckout::Place{.folder = folder.checkout(),
                                                          .hidden = store.folder(),
                                                          .mark = run_mark(store.folder(), run.id),
                                                          .grace = settings.grace},
                                       *source);
  scene.engines["python"] = make_python_engine(scene);
  return RunExecution(scene).carry_out();
}

RunState broken_state(const Error& error) {
  return {.life_cycle = LifeCycle::internal_error,
          .result = "FAILED",
          .message = "The run could not be carried out: " + error.message,
          .code = "INTERNAL_ERROR"};
}

}  // namespace

Result<void> supervise(const SuperviseOptions& options) {
  const RunFolder folder(options.folder, options.run_id);
  DBC_TRY(auto lock, take_lock(options, folder));
  if (!lock) return {};
  DBC_TRY(const auto store, Store::open(options.folder));
  const SystemClock machine_clock;
  const OffsetClock clock(machine_clock, store->state());
  DBC_TRY(const auto run, find_waiting(*store, options.run_id, clock.now()));
  if (!run) return {};
  SupervisedRuns launcher(*store, clock, {});
  auto done = carry_out(*store, clock, launcher, folder, *run, *lock);
  if (!done) (void)end_abandoned_run(*store, launcher, clock.now(), options.run_id, broken_state(done.error()));
  lock->remove();
  sweep_folders(*store, machine_clock.now());
  return done;
}

}  // namespace dbc::emulator
