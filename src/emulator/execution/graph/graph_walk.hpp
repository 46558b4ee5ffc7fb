#pragma once

#include <map>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/services/runs/run_state.hpp"

namespace dbc::emulator {

/// Where a task stands that was taken up.
struct TaskOutcome {
  RunState state = {};
  std::string condition = {};  ///< what a condition_task came to, "true" or "false"; empty for every other task
};

/// The tasks that were taken up: those that run, and those that ended. A task that is not here waits.
using TaskOutcomes = std::map<std::string, TaskOutcome>;

/// A task that ends without being executed.
struct SkippedTask {
  std::string key;
  RunState state;  ///< UPSTREAM_FAILED, UPSTREAM_CANCELED, EXCLUDED or DISABLED
};

/// What is to be done next.
struct GraphStep {
  std::vector<std::string> ready = {};    ///< start these now; in the order of the tasks
  std::vector<SkippedTask> skipped = {};  ///< end these now; what follows from them is part of this step already
  [[nodiscard]] bool is_empty() const { return ready.empty() && skipped.empty(); }
};

/// What ended a run before its tasks did.
enum class Interruption {
  none,
  cancelled,
  timed_out,
};

[[nodiscard]] RunState timed_out_state();

/// The order in which the tasks of a run are carried out, and what they come to together. Dependencies on tasks that
/// are no part of the run (it runs `only` some) count as met.
class GraphWalk {
 public:
  /// Refuses keys that occur twice and cycles, which no stored job has.
  [[nodiscard]] static Result<GraphWalk> of(const Json& tasks);

  [[nodiscard]] GraphStep next(const TaskOutcomes& outcomes) const;
  /// True once each task has ended.
  [[nodiscard]] bool is_over(const TaskOutcomes& outcomes) const;
  /// How the run of all these tasks ends; a run of the single-task form ends as its task does instead. A task without
  /// an end is an INTERNAL_ERROR, unless the run was interrupted.
  [[nodiscard]] RunState final_state(const TaskOutcomes& outcomes, Interruption interruption) const;

 private:
  enum class RunIf {
    all_success,
    at_least_one_success,
    none_failed,
    all_done,
    at_least_one_failed,
    all_failed,
  };
  struct Edge {
    std::size_t from;
    std::string condition;  ///< what the condition_task must come to; empty where that does not matter
  };
  struct Node {
    std::string key;
    std::vector<Edge> waits_for;
    RunIf run_if;
    bool is_disabled;
    bool is_leaf;
  };
  struct Tally;
  using Known = std::vector<const TaskOutcome*>;  ///< by position; nothing for a task that waits

  GraphWalk() = default;
  [[nodiscard]] static RunIf run_if_of(const Json& task);
  [[nodiscard]] Result<void> add_nodes(const Json& tasks);
  [[nodiscard]] Result<void> sort_nodes();
  [[nodiscard]] Known known(const TaskOutcomes& outcomes) const;
  [[nodiscard]] static Tally tally(const Node& node, const Known& known);
  [[nodiscard]] static bool may_run(RunIf run_if, const Tally& tally);
  [[nodiscard]] static std::string result_if_skipped(const Node& node, const Tally& tally);
  [[nodiscard]] std::vector<std::size_t> culprits(const Known& known) const;
  [[nodiscard]] std::string worst_of_leaves(const Known& known) const;
  [[nodiscard]] RunState failed_state(const Known& known, const std::string& result) const;

  std::vector<Node> nodes_;         ///< in the order of the tasks
  std::vector<std::size_t> order_;  ///< positions, so that each comes after those that it waits for
};

}  // namespace dbc::emulator
