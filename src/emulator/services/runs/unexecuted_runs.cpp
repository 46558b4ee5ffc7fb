#include "emulator/services/runs/run_admission.hpp"

namespace dbc::emulator {
namespace {

class UnexecutedRuns final : public RunLauncher {
 public:
  Result<void> prepare(RunRepository& runs, Run& run, TimePoint now) override {
    const RunState state{.life_cycle = LifeCycle::internal_error,
                         .result = "FAILED",
                         .message =
                             "The run was not executed: this emulated workspace stores runs, but cannot "
                             "execute them yet.",
                         .code = "INTERNAL_ERROR"};
    return end_run(runs, run, state, now);
  }

  /// The run has ended with the transaction that admitted it.
  void start(std::int64_t) override {}
};

}  // namespace

RunLauncher& unexecuted_runs() {
  static constinit UnexecutedRuns launcher;
  return launcher;
}

}  // namespace dbc::emulator
