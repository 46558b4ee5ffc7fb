#include "emulator/services/jobs/task_graph.hpp"

#include <algorithm>
#include <map>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

using Edges = std::map<std::string, std::vector<std::string>>;

Edges edges_of(const Json& tasks, Direction direction) {
  Edges edges;
  for (const Json& task : tasks) {
    const std::string key = task_key_of(task);
    for (const auto& other : dependencies_of(task))
      if (direction == Direction::upstream)
        edges[key].push_back(other);
      else
        edges[other].push_back(key);
  }
  return edges;
}

Error invalid_graph(const std::string& detail) { return invalid_parameter("Invalid dependency graph, " + detail); }

Result<std::set<std::string>> unique_keys(const Json& tasks) {
  std::set<std::string> keys;
  for (const Json& task : tasks)
    if (!keys.insert(task_key_of(task)).second)
      return invalid_parameter("Duplicate task key: '" + task_key_of(task) + "'. Task keys must be unique in a job.");
  return keys;
}

Result<void> check_dependencies(const Json& task, const std::set<std::string>& keys) {
  std::set<std::string> seen;
  for (const auto& other : dependencies_of(task)) {
    const std::string key = task_key_of(task);
    if (other == key) return invalid_graph("task '" + key + "' can not reference itself.");
    if (!keys.contains(other))
      return invalid_graph("task '" + key + "' depends on task '" + other + "', which does not exist.");
    if (!seen.insert(other).second) return invalid_graph("task '" + key + "' depends on task '" + other + "' twice.");
  }
  return {};
}

/// Takes away the tasks that wait for nothing until none is left, or none can be taken away: those wait in circles, or
/// for one that does.
std::vector<std::string> stuck_tasks(const Json& tasks) {
  std::map<std::string, std::size_t> waits;
  for (const Json& task : tasks) waits[task_key_of(task)] = dependencies_of(task).size();
  const Edges followers = edges_of(tasks, Direction::downstream);
  std::vector<std::string> ready;
  for (const auto& [key, count] : waits)
    if (count == 0) ready.push_back(key);
  while (!ready.empty()) {
    const std::string key = ready.back();
    ready.pop_back();
    waits.erase(key);
    const auto found = followers.find(key);
    if (found == followers.end()) continue;
    for (const auto& follower : found->second)
      if (--waits[follower] == 0) ready.push_back(follower);
  }
  std::vector<std::string> stuck;
  for (const auto& [key, count] : waits) stuck.push_back("'" + key + "'");
  return stuck;
}

}  // namespace

std::string task_key_of(const Json& task) { return string_or(task, "task_key", ""); }

std::vector<Dependency> dependencies_with_outcome(const Json& task) {
  std::vector<Dependency> dependencies;
  if (const Json* depends_on = find_member(task, "depends_on"))
    for (const Json& dependency : *depends_on)
      dependencies.push_back({.key = task_key_of(dependency), .outcome = string_or(dependency, "outcome", "")});
  return dependencies;
}

std::vector<std::string> dependencies_of(const Json& task) {
  std::vector<std::string> keys;
  for (const auto& dependency : dependencies_with_outcome(task)) keys.push_back(dependency.key);
  return keys;
}

Result<void> check_graph(const Json& tasks) {
  DBC_TRY(const auto keys, unique_keys(tasks));
  for (const Json& task : tasks) DBC_CHECK(check_dependencies(task, keys));
  const auto stuck = stuck_tasks(tasks);
  if (stuck.empty()) return {};
  return invalid_graph("the tasks " + join(stuck, ", ") + " wait for each other in a cycle.");
}

std::set<std::string> reachable(const Json& tasks, const std::set<std::string>& keys, Direction direction) {
  const Edges edges = edges_of(tasks, direction);
  std::set<std::string> seen = keys;
  std::vector<std::string> open(keys.begin(), keys.end());
  while (!open.empty()) {
    const auto found = edges.find(open.back());
    open.pop_back();
    if (found == edges.end()) continue;
    for (const auto& next : found->second)
      if (seen.insert(next).second) open.push_back(next);
  }
  return seen;
}

}  // namespace dbc::emulator
