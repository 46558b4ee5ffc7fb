#include "emulator/services/runs/run_parameters.hpp"

#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/job_shapes.hpp"
#include "emulator/services/jobs/task_graph.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_bytes = 10'000;
constexpr std::array<std::string_view, 3> k_performance_targets{"STANDARD", "PERFORMANCE_OPTIMIZED", "BALANCED"};

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

Result<void> check_sizes(const Json& parameters) {
  for (const auto& [name, value] : parameters.items()) {
    const std::string text = json_text(value);
    if (text.size() > k_max_bytes)
      return invalid_parameter("The JSON form of " + name + " has " + std::to_string(text.size()) +
                               " bytes, and may have " + std::to_string(k_max_bytes));
    if ((name == "python_params" || name == "spark_submit_params") && !is_ascii(text))
      return invalid_parameter(name + " may have ASCII characters only");
  }
  return {};
}

bool has(const Json& object, std::string_view name) { return find_member(object, name) != nullptr; }

/// What the words of `only` stand for: tasks, and those whose upstream or downstream tasks are meant with them.
struct Selection {
  std::set<std::string> keys;
  std::set<std::string> with_upstream;
  std::set<std::string> with_downstream;
};

Result<void> add_word(Selection& selection, std::string word, const std::set<std::string>& known) {
  const bool with_upstream = word.starts_with('+');
  const bool with_downstream = word.ends_with('+') && word.size() > 1;
  if (with_upstream) word.erase(0, 1);
  if (with_downstream) word.pop_back();
  if (!known.contains(word)) return invalid_parameter("only names task '" + word + "', which the job does not have");
  if (with_upstream) selection.with_upstream.insert(word);
  if (with_downstream) selection.with_downstream.insert(word);
  selection.keys.insert(std::move(word));
  return {};
}

}  // namespace

Result<Json> read_run_parameters(const Json& input) {
  DBC_TRY(const auto target, Fields(input).text("performance_target"));
  if (target && std::ranges::find(k_performance_targets, *target) == k_performance_targets.end())
    return wrong_type("PerformanceTarget", "performance_target");
  DBC_TRY(Json parameters, read_shape(input, k_run_parameters_shape, ""));
  if (has(parameters, "notebook_params") && has(parameters, "jar_params"))
    return invalid_parameter("notebook_params and jar_params cannot be combined");
  DBC_CHECK(check_sizes(parameters));
  return parameters;
}

Result<void> check_run_parameters(const Json& parameters, const Json& settings) {
  const Json* defined = find_member(settings, "parameters");
  if (defined == nullptr || defined->empty()) return {};
  const Json older = overriding_parameters(parameters);
  if (older.empty()) return {};
  return invalid_parameter("The job has parameters of its own, so that " + older.items().begin().key() +
                           " cannot be given: use job_parameters");
}

Json overriding_parameters(const Json& parameters) {
  Json older = parameters;
  older.erase("job_parameters");
  return older;
}

Json job_parameters(const Json& parameters, const Json& settings) {
  Json shown = Json::array();
  Json left = parameters.value("job_parameters", Json::object());
  if (const Json* defined = find_member(settings, "parameters"))
    for (const Json& parameter : *defined) {
      const std::string name = string_or(parameter, "name", "");
      Json item{{"name", name}, {"default", parameter.at("default")}};
      if (const Json* value = find_member(left, name)) item["value"] = *value;
      left.erase(name);
      shown.push_back(std::move(item));
    }
  for (const auto& [name, value] : left.items()) shown.push_back({{"name", name}, {"value", value}});
  return shown;
}

Result<Json> select_tasks(const Json& tasks, const std::vector<std::string>& only) {
  if (only.empty()) return tasks;
  std::set<std::string> known;
  for (const Json& task : tasks) known.insert(task_key_of(task));
  Selection selection;
  for (const auto& word : only) DBC_CHECK(add_word(selection, word, known));
  selection.keys.merge(reachable(tasks, selection.with_upstream, Direction::upstream));
  selection.keys.merge(reachable(tasks, selection.with_downstream, Direction::downstream));
  return tasks_with_keys(tasks, selection.keys);
}

Json tasks_with_keys(const Json& tasks, const std::set<std::string>& keys) {
  Json chosen = Json::array();
  for (const Json& task : tasks)
    if (keys.contains(task_key_of(task))) chosen.push_back(task);
  return chosen;
}

}  // namespace dbc::emulator
