#include "emulator/execution/graph/graph_walk.hpp"

#include <algorithm>
#include <array>
#include <list>

#include "dbc/base/text.hpp"
#include "emulator/services/jobs/task_graph.hpp"

namespace dbc::emulator {
namespace {

/// What an ended dependency means to those that wait for it.
enum class Standing {
  waiting,
  succeeded,
  failed,
  cancelled,
  excluded,
  disabled,
};

Standing standing_of(const RunState& state) {
  if (!is_final(state.life_cycle)) return Standing::waiting;
  // A run_job_task has the result of its run, which may be a success with failures.
  if (state.result == "SUCCESS" || state.result == "SUCCESS_WITH_FAILURES") return Standing::succeeded;
  if (state.result == "CANCELED" || state.result == "UPSTREAM_CANCELED") return Standing::cancelled;
  if (state.result == "EXCLUDED") return Standing::excluded;
  if (state.result == "DISABLED") return Standing::disabled;
  return Standing::failed;
}

bool went_wrong(const TaskOutcome& outcome) {
  const Standing standing = standing_of(outcome.state);
  return standing == Standing::failed || standing == Standing::cancelled;
}

bool was_executed(const RunState& state) { return !state.result.starts_with("UPSTREAM_"); }

RunState skipped_state(const std::string& result) {
  RunState state{.life_cycle = LifeCycle::terminated, .result = result, .code = "SKIPPED"};
  if (result == "UPSTREAM_FAILED")
    state.message = "The task was skipped because an upstream task failed.";
  else if (result == "UPSTREAM_CANCELED")
    state.message = "The task was skipped because an upstream task was cancelled.";
  else if (result == "EXCLUDED")
    state.message = "The task was skipped because the conditions to run it were not met.";
  else {
    state.message = "The task was skipped because it is disabled, or needs one that is.";
    state.code = "DISABLED";
  }
  return state;
}

RunState unfinished_state() {
  return {.life_cycle = LifeCycle::internal_error,
          .result = "FAILED",
          .message = "The run ended before each of its tasks did.",
          .code = "INTERNAL_ERROR"};
}

std::string failure_sentence(const std::string& key, const RunState& state) {
  std::string_view message = trim(state.message);
  if (message.ends_with('.')) message.remove_suffix(1);
  if (message.empty()) return "Task " + key + " failed.";
  return "Task " + key + " failed with message: " + std::string(message) + ".";
}

}  // namespace

RunState timed_out_state() {
  return {.life_cycle = LifeCycle::terminated, .result = "TIMEDOUT", .message = "Run timed out.", .code = "CANCELED"};
}

struct GraphWalk::Tally {
  std::size_t total = 0;
  std::size_t waiting = 0;
  std::size_t succeeded = 0;
  std::size_t failed = 0;
  std::size_t cancelled = 0;
  std::size_t excluded = 0;
  std::size_t disabled = 0;

  void add(Standing standing) {
    ++total;
    ++*std::array{&waiting, &succeeded, &failed, &cancelled, &excluded, &disabled}.at(
        static_cast<std::size_t>(standing));
  }
};

Result<GraphWalk> GraphWalk::of(const Json& tasks) {
  GraphWalk walk;
  DBC_CHECK(walk.add_nodes(tasks));
  DBC_CHECK(walk.sort_nodes());
  return walk;
}

GraphWalk::RunIf GraphWalk::run_if_of(const Json& task) {
  const std::string name = string_or(task, "run_if", "ALL_SUCCESS");
  if (name == "AT_LEAST_ONE_SUCCESS") return RunIf::at_least_one_success;
  if (name == "NONE_FAILED") return RunIf::none_failed;
  if (name == "ALL_DONE") return RunIf::all_done;
  if (name == "AT_LEAST_ONE_FAILED") return RunIf::at_least_one_failed;
  if (name == "ALL_FAILED") return RunIf::all_failed;
  return RunIf::all_success;
}

Result<void> GraphWalk::add_nodes(const Json& tasks) {
  std::map<std::string, std::size_t> positions;
  for (const Json& task : tasks) {
    const Json* disabled = find_member(task, "disabled");
    nodes_.push_back({.key = task_key_of(task),
                      .waits_for = {},
                      .run_if = run_if_of(task),
                      .is_disabled = disabled != nullptr && *disabled == true,
                      .is_leaf = true});
    if (!positions.emplace(nodes_.back().key, nodes_.size() - 1).second)
      return Error{.kind = ErrorKind::input, .message = "Task key '" + nodes_.back().key + "' occurs twice in the run"};
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    for (const Dependency& dependency : dependencies_with_outcome(tasks[i])) {
      const auto found = positions.find(dependency.key);
      if (found == positions.end()) continue;
      nodes_[i].waits_for.push_back({.from = found->second, .condition = dependency.outcome});
      nodes_[found->second].is_leaf = false;
    }
  return {};
}

Result<void> GraphWalk::sort_nodes() {
  std::vector<std::vector<std::size_t>> followers(nodes_.size());
  std::vector<std::size_t> waits(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    waits[i] = nodes_[i].waits_for.size();
    if (waits[i] == 0) order_.push_back(i);
    for (const Edge& edge : nodes_[i].waits_for) followers[edge.from].push_back(i);
  }
  for (std::size_t done = 0; done < order_.size(); ++done)
    for (const std::size_t follower : followers[order_[done]])
      if (--waits[follower] == 0) order_.push_back(follower);
  if (order_.size() == nodes_.size()) return {};
  return Error{.kind = ErrorKind::input, .message = "The tasks of the run wait for each other in a cycle"};
}

GraphWalk::Known GraphWalk::known(const TaskOutcomes& outcomes) const {
  Known known(nodes_.size(), nullptr);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto found = outcomes.find(nodes_[i].key);
    if (found != outcomes.end()) known[i] = &found->second;
  }
  return known;
}

GraphWalk::Tally GraphWalk::tally(const Node& node, const Known& known) {
  Tally tally;
  for (const Edge& edge : node.waits_for) {
    const TaskOutcome* outcome = known[edge.from];
    const Standing standing = outcome == nullptr ? Standing::waiting : standing_of(outcome->state);
    // The branch of a condition that was not taken is no failure: what lies on it is left out.
    const bool is_other_branch =
        standing == Standing::succeeded && !edge.condition.empty() && edge.condition != outcome->condition;
    tally.add(is_other_branch ? Standing::excluded : standing);
  }
  return tally;
}

bool GraphWalk::may_run(RunIf run_if, const Tally& tally) {
  if (tally.total == 0) return true;
  if (tally.excluded == tally.total) return false;
  const std::size_t bad = tally.failed + tally.cancelled;
  switch (run_if) {
    case RunIf::all_success:
      return tally.succeeded + tally.excluded == tally.total;
    case RunIf::at_least_one_success:
      return tally.succeeded > 0;
    case RunIf::none_failed:
      return bad == 0 && tally.succeeded + tally.excluded > 0;
    case RunIf::all_done:
      return true;
    case RunIf::at_least_one_failed:
      return bad > 0;
    case RunIf::all_failed:
      return bad + tally.excluded == tally.total;
  }
  return false;
}

std::string GraphWalk::result_if_skipped(const Node& node, const Tally& tally) {
  if (tally.excluded == tally.total) return "EXCLUDED";
  // Tasks that handle failures are not wanted where there was none, unless it is only not known whether there was one.
  if (node.run_if == RunIf::at_least_one_failed || node.run_if == RunIf::all_failed)
    return tally.disabled > 0 && tally.succeeded == 0 ? "DISABLED" : "EXCLUDED";
  if (tally.failed > 0) return "UPSTREAM_FAILED";
  return tally.cancelled > 0 ? "UPSTREAM_CANCELED" : "DISABLED";
}

GraphStep GraphWalk::next(const TaskOutcomes& outcomes) const {
  GraphStep step;
  Known known = this->known(outcomes);
  std::list<TaskOutcome> fresh;
  std::vector<std::size_t> ready;
  const auto skip = [&](std::size_t i, const std::string& result) {
    fresh.push_back({.state = skipped_state(result)});
    known[i] = &fresh.back();
    step.skipped.push_back({.key = nodes_[i].key, .state = fresh.back().state});
  };
  for (const std::size_t i : order_) {
    if (known[i] != nullptr) continue;
    const Node& node = nodes_[i];
    const Tally tally = GraphWalk::tally(node, known);
    if (node.is_disabled)
      skip(i, "DISABLED");
    else if (tally.waiting == 0 && may_run(node.run_if, tally))
      ready.push_back(i);
    else if (tally.waiting == 0)
      skip(i, result_if_skipped(node, tally));
  }
  std::ranges::sort(ready);
  for (const std::size_t i : ready) step.ready.push_back(nodes_[i].key);
  return step;
}

bool GraphWalk::is_over(const TaskOutcomes& outcomes) const {
  return std::ranges::all_of(known(outcomes), [](const TaskOutcome* outcome) {
    return outcome != nullptr && is_final(outcome->state.life_cycle);
  });
}

/// The tasks whose own end made a leaf go wrong, in the order of the tasks.
std::vector<std::size_t> GraphWalk::culprits(const Known& known) const {
  std::vector<bool> is_blamed(nodes_.size(), false);
  for (auto i = order_.rbegin(); i != order_.rend(); ++i) {
    if (!went_wrong(*known[*i])) continue;
    if (nodes_[*i].is_leaf) is_blamed[*i] = true;
    if (!is_blamed[*i] || was_executed(known[*i]->state)) continue;
    for (const Edge& edge : nodes_[*i].waits_for) is_blamed[edge.from] = true;
  }
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (is_blamed[i] && went_wrong(*known[i]) && was_executed(known[i]->state)) found.push_back(i);
  return found;
}

RunState GraphWalk::failed_state(const Known& known, const std::string& result) const {
  constexpr std::size_t k_most_named = 10;
  RunState state{.life_cycle = result == "FAILED" ? LifeCycle::internal_error : LifeCycle::terminated,
                 .result = result,
                 .code = "RUN_EXECUTION_ERROR"};
  const auto found = culprits(known);
  std::vector<std::string> sentences;
  for (const std::size_t i : found)
    if (sentences.size() < k_most_named) sentences.push_back(failure_sentence(nodes_[i].key, known[i]->state));
  if (found.size() > k_most_named)
    sentences.push_back(std::to_string(found.size() - k_most_named) + " more tasks failed.");
  if (!found.empty() && !known[found.front()]->state.code.empty()) state.code = known[found.front()]->state.code;
  if (std::ranges::any_of(known, [](const auto* outcome) { return !was_executed(outcome->state); }))
    sentences.emplace_back("This caused all downstream tasks to get skipped.");
  state.message = join(sentences, " ");
  return state;
}

/// What the worst of the leaves came to: FAILED before TIMEDOUT before CANCELED; empty where none went wrong.
std::string GraphWalk::worst_of_leaves(const Known& known) const {
  std::string worst;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!nodes_[i].is_leaf || !went_wrong(*known[i])) continue;
    if (standing_of(known[i]->state) == Standing::cancelled)
      worst = worst.empty() ? "CANCELED" : worst;
    else if (known[i]->state.result == "TIMEDOUT")
      worst = "TIMEDOUT";
    else
      return "FAILED";
  }
  return worst;
}

RunState GraphWalk::final_state(const TaskOutcomes& outcomes, Interruption interruption) const {
  if (interruption == Interruption::cancelled) return cancelled_state();
  if (interruption == Interruption::timed_out) return timed_out_state();
  if (!is_over(outcomes)) return unfinished_state();
  const Known known = this->known(outcomes);
  const std::string worst = worst_of_leaves(known);
  if (worst == "CANCELED") return cancelled_state();
  if (!worst.empty()) return failed_state(known, worst);
  if (std::ranges::any_of(known, [](const auto* outcome) { return went_wrong(*outcome); }))
    return {.life_cycle = LifeCycle::terminated, .result = "SUCCESS_WITH_FAILURES", .code = "SUCCESS_WITH_FAILURES"};
  const auto has_succeeded = [](const auto* outcome) { return standing_of(outcome->state) == Standing::succeeded; };
  if (!known.empty() && std::ranges::none_of(known, has_succeeded)) return skipped_state("DISABLED");
  return {.life_cycle = LifeCycle::terminated, .result = "SUCCESS", .code = "SUCCESS"};
}

}  // namespace dbc::emulator
