#pragma once

#include <optional>

#include "emulator/services/runs/run.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

// How the rows of the run tables hold times and states.

[[nodiscard]] inline std::optional<std::int64_t> millis_of(const std::optional<TimePoint>& time) {
  return time ? std::optional(to_epoch_millis(*time)) : std::nullopt;
}

[[nodiscard]] inline std::optional<TimePoint> time_at(const Statement& row, int column) {
  const auto value = row.optional_integer(column);
  return value ? std::optional(from_epoch_millis(*value)) : std::nullopt;
}

/// The four columns from `column` on: life_cycle_state, result_state, state_message, reason_code.
[[nodiscard]] inline RunState state_at(const Statement& row, int column) {
  return RunState{.life_cycle = life_cycle_of(row.text(column)),
                  .result = row.text(column + 1),
                  .message = row.text(column + 2),
                  .code = row.text(column + 3)};
}

}  // namespace dbc::emulator
