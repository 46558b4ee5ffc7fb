#include "emulator/services/runs/run_state.hpp"

#include <algorithm>
#include <array>

namespace dbc::emulator {
namespace {

struct StateName {
  std::string_view name;
  std::string_view status;  ///< the word of the `status` object
  bool is_final = false;
};

constexpr std::array<StateName, 9> k_states{{
    {"QUEUED", "QUEUED"},
    {"PENDING", "PENDING"},
    {"RUNNING", "RUNNING"},
    {"TERMINATING", "TERMINATING"},
    {"TERMINATED", "TERMINATED", true},
    {"SKIPPED", "TERMINATED", true},
    {"INTERNAL_ERROR", "TERMINATED", true},
    {"BLOCKED", "BLOCKED"},
    {"WAITING_FOR_RETRY", "WAITING"},
}};

const StateName& entry(LifeCycle state) { return k_states.at(static_cast<std::size_t>(state)); }

struct CodeType {
  std::string_view code;
  std::string_view type;
};

/// Whose doing the end was, by its code; CLIENT_ERROR where not listed.
constexpr std::array k_code_types{
    CodeType{"SUCCESS", "SUCCESS"},
    CodeType{"SUCCESS_WITH_FAILURES", "SUCCESS"},
    CodeType{"SKIPPED", "SUCCESS"},
    CodeType{"DISABLED", "SUCCESS"},
    CodeType{"INTERNAL_ERROR", "INTERNAL_ERROR"},
    CodeType{"CLOUD_FAILURE", "CLOUD_FAILURE"},
};

std::string_view type_of(std::string_view code) {
  const auto found = std::ranges::find(k_code_types, code, &CodeType::code);
  return found == k_code_types.end() ? "CLIENT_ERROR" : found->type;
}

}  // namespace

std::string_view name_of(LifeCycle state) { return entry(state).name; }

LifeCycle life_cycle_of(std::string_view name) {
  const auto found = std::ranges::find(k_states, name, &StateName::name);
  return found == k_states.end() ? LifeCycle::internal_error : static_cast<LifeCycle>(found - k_states.begin());
}

bool is_final(LifeCycle state) { return entry(state).is_final; }

RunState cancelled_state() {
  return {
      .life_cycle = LifeCycle::terminated, .result = "CANCELED", .message = "Run cancelled.", .code = "USER_CANCELED"};
}

RunState too_many_runs_state(std::int64_t max_concurrent_runs) {
  return {.life_cycle = LifeCycle::skipped,
          .result = "MAXIMUM_CONCURRENT_RUNS_REACHED",
          .message = "Skipping this run because the limit of " + std::to_string(max_concurrent_runs) +
                     " maximum concurrent runs has been reached.",
          .code = "MAX_CONCURRENT_RUNS_EXCEEDED"};
}

RunState queued_state(std::int64_t max_concurrent_runs) {
  return {.life_cycle = LifeCycle::queued,
          .message = "The run waits because the limit of " + std::to_string(max_concurrent_runs) +
                     " maximum concurrent runs has been reached.",
          .code = "MAX_CONCURRENT_RUNS_REACHED"};
}

Json state_info(const RunState& state, std::string_view api_version) {
  Json info{{"life_cycle_state", name_of(state.life_cycle)}};
  if (!state.result.empty()) info["result_state"] = state.result;
  info["state_message"] = state.message;
  if (api_version == "2.0") return info;
  info["user_cancelled_or_timedout"] = state.result == "CANCELED" || state.result == "TIMEDOUT";
  if (state.life_cycle == LifeCycle::queued) info["queue_reason"] = state.message;
  return info;
}

Json status_info(const RunState& state) {
  Json info{{"state", entry(state.life_cycle).status}};
  if (is_final(state.life_cycle))
    info["termination_details"] = {{"code", state.code}, {"type", type_of(state.code)}, {"message", state.message}};
  else if (state.life_cycle == LifeCycle::queued)
    info["queue_details"] = {{"code", state.code}, {"message", state.message}};
  return info;
}

}  // namespace dbc::emulator
