#pragma once

#include <chrono>
#include <filesystem>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

// How far the clock of the workspace in a folder is from the machine's. It is kept with the workspace: every process
// that uses it, and those that run, follow at once. An error of kind `not_found` where there is no workspace.

[[nodiscard]] Result<std::chrono::milliseconds> clock_offset(const std::filesystem::path& folder);
[[nodiscard]] Result<void> set_clock_offset(const std::filesystem::path& folder, std::chrono::milliseconds offset);
/// Adds to the offset; advances at the same time all count.
[[nodiscard]] Result<void> advance_clock(const std::filesystem::path& folder, std::chrono::milliseconds by);

struct ClockReset {
  bool has_healed = false;      ///< the file that keeps the clock was damaged
  bool are_ids_random = false;  ///< and could not tell any more what ids are made from
};
/// Sets the clock by the machine's, also where the file that keeps it is damaged.
[[nodiscard]] Result<ClockReset> reset_clock(const std::filesystem::path& folder);

}  // namespace dbc::emulator
