#pragma once

#include <filesystem>

#include "dbc/base/clock.hpp"
#include "emulator/execution/run_lock.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/services/runs/run_state.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Carries each run out in a process of its own, the supervisor, which outlives the door that the run came through.
class SupervisedRuns final : public RunLauncher {
 public:
  /// `program` is the dbc to start; this very program where empty. All must outlive the launcher.
  SupervisedRuns(Store& store, const Clock& clock, std::filesystem::path program);

  [[nodiscard]] Result<void> prepare(RunRepository& runs, Run& run, TimePoint now) override;
  void start(std::int64_t run_id) override;
  void look_after_runs() override;
  void nudge(std::int64_t run_id) override;
  void forget(std::int64_t run_id) override;

 private:
  [[nodiscard]] RunFolder folder_of(std::int64_t run_id) const { return {store_.folder(), run_id}; }
  [[nodiscard]] Result<void> start_locked(std::int64_t run_id, const RunLock& lock);
  [[nodiscard]] Result<void> look_after(std::int64_t run_id);
  [[nodiscard]] Result<void> end_locked(std::int64_t run_id, const RunState& state, RunLock& lock);

  Store& store_;
  const Clock& clock_;
  std::filesystem::path program_;
};

}  // namespace dbc::emulator
