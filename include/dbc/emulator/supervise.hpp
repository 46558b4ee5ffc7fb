#pragma once

#include <cstdint>
#include <filesystem>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Which run to carry out.
struct SuperviseOptions {
  std::filesystem::path folder;  ///< of the workspace
  std::int64_t run_id = 0;
  int lock_descriptor = -1;  ///< the run's lock, as the process that started this one took it; none where negative
};

/// Carries a run out to its end, in this process, which must have one thread only. No effect on a run that has ended
/// or that another process carries out. What goes wrong ends the run, and is returned as well.
[[nodiscard]] Result<void> supervise(const SuperviseOptions& options);

}  // namespace dbc::emulator
