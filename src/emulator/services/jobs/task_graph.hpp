#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

[[nodiscard]] std::string task_key_of(const Json& task);

struct Dependency {
  std::string key;
  std::string outcome = {};  ///< what that condition_task must come to, "true" or "false"; empty where not said
};

[[nodiscard]] std::vector<Dependency> dependencies_with_outcome(const Json& task);
/// The keys of the tasks that a task waits for.
[[nodiscard]] std::vector<std::string> dependencies_of(const Json& task);

/// Refuses keys that occur twice, dependencies on what is not there, and cycles; each is named.
[[nodiscard]] Result<void> check_graph(const Json& tasks);

enum class Direction {
  upstream,    ///< towards what a task waits for
  downstream,  ///< towards what waits for it
};

/// `keys` and everything that lies in that direction from them.
[[nodiscard]] std::set<std::string> reachable(const Json& tasks, const std::set<std::string>& keys,
                                              Direction direction);

}  // namespace dbc::emulator
