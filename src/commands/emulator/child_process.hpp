#pragma once

#include <string>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::commands {

/// How a program ended, as a shell would tell it.
struct ChildResult {
  int exit_code = 0;         ///< its own, or 128 and the signal that ended it; 127 or 126 where it could not be started
  std::string problem = {};  ///< why it could not be started
};

/// Keeps the signals that `run_child` passes on from ending this process, and every thread it starts from now on.
void block_signals();

/// Runs a program, which is looked for in PATH, to its end. `environment` is all of its environment, as NAME=VALUE.
/// Signals that this process gets meanwhile are passed on: call `block_signals` before any thread begins.
[[nodiscard]] Result<ChildResult> run_child(const std::vector<std::string>& argv,
                                            const std::vector<std::string>& environment);

}  // namespace dbc::commands
