#include "emulator/execution/graph/for_each.hpp"

#include <algorithm>
#include <map>

#include "dbc/base/text.hpp"
#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_iterations = 5000;
constexpr std::size_t k_max_bytes = std::size_t{48} * 1024;
constexpr std::size_t k_shown_errors = 3;

Error bad_inputs(const std::string& why) {
  return {.kind = ErrorKind::input, .message = "for_each_task.inputs " + why};
}

bool is_scalar(const Json& value) { return !value.is_structured() && !value.is_null(); }

/// A text, number or boolean, or an object of them.
bool is_input(const Json& value) {
  return value.is_object() ? std::ranges::all_of(value, [](const Json& part) { return !part.is_structured(); })
                           : is_scalar(value);
}

bool is_active(const std::optional<RunState>& state) { return state && !is_final(state->life_cycle); }

bool has_result(const std::optional<RunState>& state, std::string_view result) {
  return state && is_final(state->life_cycle) && state->result == result;
}

bool has_succeeded(const std::optional<RunState>& state) {
  return has_result(state, "SUCCESS") || has_result(state, "SUCCESS_WITH_FAILURES");
}

bool was_cancelled(const std::optional<RunState>& state) { return has_result(state, "CANCELED"); }

bool has_failed(const std::optional<RunState>& state) {
  return state && is_final(state->life_cycle) && !has_succeeded(state) && !was_cancelled(state);
}

std::size_t count(LoopStates states, bool (*is_counted)(const std::optional<RunState>&)) {
  return static_cast<std::size_t>(std::ranges::count_if(states, is_counted));
}

/// The messages that most iterations failed with, most frequent first.
Json error_message_stats(LoopStates states) {
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  for (const auto& state : states)
    if (has_failed(state)) ++counts[{state->message, state->code}];
  std::vector<std::pair<std::pair<std::string, std::string>, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::ranges::greater{}, [](const auto& entry) { return entry.second; });
  if (sorted.size() > k_shown_errors) sorted.resize(k_shown_errors);
  Json stats = Json::array();
  for (const auto& [error, number] : sorted)
    stats.push_back({{"count", number}, {"error_message", error.first}, {"termination_category", error.second}});
  return stats;
}

}  // namespace

Result<std::vector<Json>> loop_inputs(std::string_view inputs) {
  if (inputs.size() > k_max_bytes)
    return bad_inputs("has " + std::to_string(inputs.size()) + " bytes, and may have " + std::to_string(k_max_bytes));
  auto list = parse_json(inputs);
  if (!list || !list->is_array())
    return bad_inputs("must be a JSON list, and is: " + std::string(first_code_points(inputs, 100)));
  if (list->size() > k_max_iterations)
    return bad_inputs("has " + std::to_string(list->size()) + " elements, and may have " +
                      std::to_string(k_max_iterations));
  std::vector<Json> values;
  for (Json& value : *list) {
    if (!is_input(value))
      return bad_inputs("must have texts, numbers, booleans and flat objects, and element " +
                        std::to_string(values.size()) + " is " + json_text(value));
    values.push_back(std::move(value));
  }
  return values;
}

std::vector<std::size_t> next_iterations(const Json& for_each_task, LoopStates states) {
  const Json* wanted = find_member(for_each_task, "concurrency");
  const std::size_t concurrency = wanted == nullptr ? 1 : wanted->get<std::size_t>();
  std::size_t active = count(states, is_active);
  std::vector<std::size_t> next;
  for (std::size_t i = 0; i < states.size() && active < concurrency; ++i) {
    if (states[i]) continue;
    next.push_back(i);
    ++active;
  }
  return next;
}

bool is_loop_over(LoopStates states) {
  return std::ranges::all_of(states, [](const auto& state) { return state && is_final(state->life_cycle); });
}

RunState loop_state(LoopStates states) {
  const std::size_t failed = count(states, has_failed);
  if (failed > 0) {
    const auto first = std::ranges::find_if(states, has_failed);
    return {.life_cycle = LifeCycle::terminated,
            .result = "FAILED",
            .message = std::to_string(failed) + " of " + std::to_string(states.size()) +
                       " iterations failed, the first one with message: " + (*first)->message,
            .code = "RUN_EXECUTION_ERROR"};
  }
  if (count(states, was_cancelled) > 0) return cancelled_state();
  return {.life_cycle = LifeCycle::terminated, .result = "SUCCESS", .code = "SUCCESS"};
}

Json loop_stats(LoopStates states) {
  const std::size_t succeeded = count(states, has_succeeded);
  const std::size_t failed = count(states, has_failed);
  const auto was_started = [](const std::optional<RunState>& state) { return state.has_value(); };
  return {{"error_message_stats", error_message_stats(states)},
          {"task_run_stats",
           {{"total_iterations", states.size()},
            {"scheduled_iterations", count(states, was_started)},
            {"active_iterations", count(states, is_active)},
            {"completed_iterations", succeeded + failed},
            {"succeeded_iterations", succeeded},
            {"failed_iterations", failed}}}};
}

}  // namespace dbc::emulator
