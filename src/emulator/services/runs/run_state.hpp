#pragma once

#include <string>
#include <string_view>

#include "dbc/base/json.hpp"

namespace dbc::emulator {

enum class LifeCycle {
  queued,
  pending,
  running,
  terminating,
  terminated,
  skipped,
  internal_error,
  blocked,
  waiting_for_retry,
};

[[nodiscard]] std::string_view name_of(LifeCycle state);       ///< INTERNAL_ERROR
[[nodiscard]] LifeCycle life_cycle_of(std::string_view name);  ///< of what `name_of` wrote
[[nodiscard]] bool is_final(LifeCycle state);

/// Where a run or a task run stands.
struct RunState {
  LifeCycle life_cycle = LifeCycle::pending;
  std::string result = {};   ///< SUCCESS, FAILED, CANCELED, ...; empty until it is known
  std::string message = {};  ///< for people; clients show it when a run fails
  std::string code = {};     ///< why it ended (RUN_EXECUTION_ERROR, ...) or waits (MAX_CONCURRENT_RUNS_REACHED)
};

/// The states that more than one place arrives at.
[[nodiscard]] RunState cancelled_state();
[[nodiscard]] RunState too_many_runs_state(std::int64_t max_concurrent_runs);
[[nodiscard]] RunState queued_state(std::int64_t max_concurrent_runs);

/// The `state` object of a reply.
[[nodiscard]] Json state_info(const RunState& state, std::string_view api_version);
/// The `status` object, which version 2.2 shows beside it.
[[nodiscard]] Json status_info(const RunState& state);

}  // namespace dbc::emulator
