#include "emulator/execution/supervised_runs.hpp"

#include <signal.h>

#include <array>
#include <cstdlib>

#include "dbc/emulator/tree_removal.hpp"
#include "emulator/execution/detached_start.hpp"
#include "emulator/execution/run_ending.hpp"
#include "emulator/services/runs/run_repository.hpp"

namespace dbc::emulator {
namespace {

/// What a supervisor keeps of the environment of the door: what programs are found by, and how packages are fetched.
constexpr std::array k_kept_variables{
    "PATH",
    "HOME",
    "DBC_DATA_HOME",
    "XDG_DATA_HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_CERT",
    "PIP_NO_INDEX",
    "PIP_FIND_LINKS",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "JAVA_HOME",
    "SPARK_HOME",
};

std::vector<std::string> kept_environment() {
  std::vector<std::string> kept;
  for (const char* name : k_kept_variables)
    if (const char* value = std::getenv(name); value != nullptr) kept.push_back(std::string(name) + "=" + value);
  return kept;
}

RunState died_state() {
  return {.life_cycle = LifeCycle::internal_error,
          .result = "FAILED",
          .message = "The process that carried the run out died before the run's end. Its tasks were ended with it.",
          .code = "INTERNAL_ERROR"};
}

RunState not_started_state(const Error& error) {
  return {.life_cycle = LifeCycle::internal_error,
          .result = "FAILED",
          .message = "The run could not be started: " + error.message,
          .code = "INTERNAL_ERROR"};
}

RunState never_begun_state(int starts) {
  return {.life_cycle = LifeCycle::internal_error,
          .result = "FAILED",
          .message = "The run could not be begun: the process that was to carry it out was started " +
                     std::to_string(starts) + " times, and died each time before it began.",
          .code = "INTERNAL_ERROR"};
}

/// A machine may go down while runs begin; whatever else ends a supervisor that early will do so again.
constexpr int k_most_restarts = 3;

bool is_carried_out(const Run& run) { return !run.ended_at && run.state.life_cycle != LifeCycle::queued; }

}  // namespace

SupervisedRuns::SupervisedRuns(Store& store, const Clock& clock, std::filesystem::path program)
    : store_(store), clock_(clock), program_(program.empty() ? "/proc/self/exe" : std::move(program)) {}

Result<void> SupervisedRuns::prepare(RunRepository&, Run&, TimePoint) { return {}; }

void SupervisedRuns::start(std::int64_t run_id) {
  auto lock = RunLock::try_take(folder_of(run_id));
  // Who has the lock saw the run before this call, and starts it.
  if (lock && !*lock) return;
  const auto started = lock ? start_locked(run_id, **lock) : Result<void>(lock.error());
  if (started || !lock) return;  // without a lock, the next look tries again
  (void)end_locked(run_id, not_started_state(started.error()), **lock);
}

Result<void> SupervisedRuns::start_locked(std::int64_t run_id, const RunLock& lock) {
  return start_detached({.program = program_,
                         .argv = {"dbc", "emulator", "supervise", "--data-dir", store_.folder().string(), "--run",
                                  std::to_string(run_id), "--lock", std::to_string(k_kept_descriptor)},
                         .environment = kept_environment(),
                         .kept = lock.descriptor()});
}

void SupervisedRuns::look_after_runs() {
  std::vector<std::int64_t> ids;
  {
    auto transaction = store_.begin_read();
    if (!transaction) return;  // the caller meets the same problem, and tells it
    auto active = RunRepository(*transaction, clock_.now()).active(std::nullopt);
    if (!active) return;
    for (const Run& run : *active)
      if (is_carried_out(run)) ids.push_back(run.id);
  }
  for (const auto id : ids) (void)look_after(id);
}

Result<void> SupervisedRuns::look_after(std::int64_t run_id) {
  DBC_TRY(auto lock, RunLock::try_take(folder_of(run_id)));
  if (!lock) return {};
  std::optional<Run> run;
  {
    DBC_TRY(auto transaction, store_.begin_read());
    DBC_TRY(run, RunRepository(transaction, clock_.now()).find_even_hidden(run_id));
  }
  if (!run || !is_carried_out(*run)) {
    lock->remove();
    return {};
  }
  if (!run->begun_at && !run->cancel_requested_at) {
    if (lock->restarts() == k_most_restarts) return end_locked(run_id, never_begun_state(1 + k_most_restarts), *lock);
    DBC_CHECK(lock->note_restart());
    const auto started = start_locked(run_id, *lock);
    return started ? Result<void>{} : end_locked(run_id, not_started_state(started.error()), *lock);
  }
  return end_locked(run_id, run->cancel_requested_at ? cancelled_state() : died_state(), *lock);
}

Result<void> SupervisedRuns::end_locked(std::int64_t run_id, const RunState& state, RunLock& lock) {
  DBC_CHECK(end_abandoned_run(store_, *this, clock_.now(), run_id, state));
  lock.remove();
  return {};
}

void SupervisedRuns::nudge(std::int64_t run_id) {
  if (const auto holder = holder_of(folder_of(run_id))) (void)::kill(*holder, SIGUSR1);
}

void SupervisedRuns::forget(std::int64_t run_id) { (void)remove_tree(folder_of(run_id).root()); }

}  // namespace dbc::emulator
