#pragma once

#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/services/runs/run_state.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Ends a run that nobody carries out any more, whose lock the caller has: kills what is left of its processes, ends
/// its clusters, and lets those follow that wait for its end. No effect on a run that has ended.
[[nodiscard]] Result<void> end_abandoned_run(Store& store, RunLauncher& launcher, TimePoint now, std::int64_t run_id,
                                             const RunState& state);

}  // namespace dbc::emulator
