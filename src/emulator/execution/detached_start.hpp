#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// A program that is to outlive this process.
struct DetachedProgram {
  std::filesystem::path program;
  std::vector<std::string> argv;
  std::vector<std::string> environment;  ///< NAME=value
  int kept = -1;                         ///< a descriptor that it gets as `k_kept_descriptor`
};

constexpr int k_kept_descriptor = 3;

/// Starts it in a session of its own, without terminal, folder or any other descriptor of this process; it belongs to
/// init, so that nobody has to wait for it. Safe in a process with threads.
[[nodiscard]] Result<void> start_detached(const DetachedProgram& program);

}  // namespace dbc::emulator
