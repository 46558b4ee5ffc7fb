#pragma once

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

class RunRepository;
struct Run;

/// Where runs start: the one seam between the front doors, which admit runs, and what carries them out.
class RunLauncher {
 public:
  virtual ~RunLauncher() = default;

  /// Called within the transaction that admits `run`, which is stored as PENDING, its task runs as PENDING or BLOCKED.
  /// What must hold as soon as others can see the run is settled here; an error refuses the run.
  [[nodiscard]] virtual Result<void> prepare(RunRepository& runs, Run& run, TimePoint now) = 0;

  /// Called once that transaction is committed. The caller has its answer by now, so that what fails here must end the
  /// run and not the call.
  virtual void start(std::int64_t run_id) = 0;

  /// Called before runs are read, counted or changed: what became of those that are said to be active? No transaction
  /// may be open.
  virtual void look_after_runs() {}

  /// Called once it is committed that something is asked of an active run.
  virtual void nudge(std::int64_t /*run_id*/) {}

  /// Called once it is committed that a run is gone.
  virtual void forget(std::int64_t /*run_id*/) {}
};

/// Ends every run as INTERNAL_ERROR, with a message that says that it was not executed: no client takes that for
/// success, and every waiter ends.
[[nodiscard]] RunLauncher& unexecuted_runs();

}  // namespace dbc::emulator
