#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "dbc/base/result.hpp"
#include "emulator/execution/process/child.hpp"

namespace dbc::emulator {

/// How runs are carried out: section [runs] of conf/emulator.toml, which a file `emulator.toml` in the workspace's
/// folder may change name by name.
struct ExecutionSettings {
  bool may_mount = true;  ///< false where paths are always to be mapped
  ProcessLimits limits = {};
  std::chrono::seconds wall_limit{0};  ///< 0 for none
  std::chrono::milliseconds grace{0};
  std::int64_t log_bytes = 0;
};

/// Errors of kind `config` name the file and what is wrong in it.
[[nodiscard]] Result<ExecutionSettings> read_execution_settings(const std::filesystem::path& workspace_folder);

}  // namespace dbc::emulator
