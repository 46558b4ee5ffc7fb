#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/services/runs/run_state.hpp"

namespace dbc::emulator {

/// What each iteration of a for_each_task works on, from its `inputs` with references resolved: JSON text of a list of
/// texts, numbers, booleans and flat objects; at most 5000 of them, in 48 KiB.
[[nodiscard]] Result<std::vector<Json>> loop_inputs(std::string_view inputs);

/// Where each iteration stands, in the order of the inputs; nothing for one that was not started.
using LoopStates = std::span<const std::optional<RunState>>;

/// The iterations to start now, so that as many run at once as the for_each_task allows (one where it does not say).
[[nodiscard]] std::vector<std::size_t> next_iterations(const Json& for_each_task, LoopStates states);
/// True once each iteration has ended.
[[nodiscard]] bool is_loop_over(LoopStates states);
/// How the task ends: it fails where an iteration failed. All of them are tried.
[[nodiscard]] RunState loop_state(LoopStates states);
/// The `stats` that a read of the run shows within for_each_task.
[[nodiscard]] Json loop_stats(LoopStates states);

}  // namespace dbc::emulator
