#include "emulator/services/jobs/task_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/jobs/job_shapes.hpp"
#include "emulator/services/jobs/references.hpp"
#include "emulator/services/jobs/task_graph.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_tasks = 1000;
constexpr std::size_t k_max_task_key = 100;
constexpr std::size_t k_max_dbt_commands = 10;
constexpr std::size_t k_max_inputs = 10'000;
constexpr std::int64_t k_max_concurrency = 100;

constexpr std::array<std::string_view, 4> k_compute{"existing_cluster_id", "new_cluster", "job_cluster_key",
                                                    "environment_key"};

/// The types that cannot do without a cluster or an environment; notebooks may run on serverless compute as they are.
constexpr std::array<std::string_view, 5> k_needs_compute{"spark_python_task", "python_wheel_task", "spark_jar_task",
                                                          "spark_submit_task", "dbt_task"};

/// The types that run on nothing of the job's own, and the members that say on what and with what a task runs.
constexpr std::array<std::string_view, 9> k_without_compute{
    "for_each_task",  "condition_task", "run_job_task",   "sql_task",      "pipeline_task",
    "dashboard_task", "alert_task",     "dbt_cloud_task", "power_bi_task",
};
constexpr std::array<std::string_view, 5> k_compute_fields{"libraries", "existing_cluster_id", "new_cluster",
                                                           "job_cluster_key", "environment_key"};

bool has(const Json& object, std::string_view name) { return find_member(object, name) != nullptr; }

std::string quoted(const Json& task) { return "'" + task_key_of(task) + "'"; }

Result<void> check_key(const Json& task) {
  const std::string key = task_key_of(task);
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (key.size() <= k_max_task_key && std::ranges::all_of(key, is_allowed)) return {};
  return invalid_parameter("Invalid task key '" + key + "': it must have 1 to " + std::to_string(k_max_task_key) +
                           " letters, digits, hyphens and underscores");
}

Result<void> check_type(const Json& task) {
  std::string given;
  for (const auto type : task_types()) {
    if (!has(task, type)) continue;
    if (!given.empty())
      return invalid_parameter("Task " + quoted(task) + " has both " + given + " and " + std::string(type) +
                               ". Exactly 1 of the task types must be provided.");
    given = type;
  }
  if (!given.empty()) return {};
  return invalid_parameter(
      "Task " + quoted(task) +
      " does not say what to do. Exactly 1 of notebook_task, spark_python_task, python_wheel_task, "
      "spark_jar_task, spark_submit_task, pipeline_task, sql_task, dbt_task, run_job_task, "
      "condition_task, for_each_task must be provided.");
}

Error missing_compute(bool is_single_task) {
  return invalid_parameter(is_single_task
                               ? "Either new_cluster or existing_cluster_id must be specified."
                               : "One of job_cluster_key, new_cluster, or existing_cluster_id must be specified.");
}

/// An empty list or text says nothing.
bool says(const Json& task, std::string_view name) {
  const Json* value = find_member(task, name);
  return value != nullptr && *value != Json::array() && *value != Json("");
}

Result<void> check_needless(const Json& task) {
  const std::string type = task_type_of(task);
  if (std::ranges::find(k_without_compute, type) == k_without_compute.end()) return {};
  const std::string advice = type == "for_each_task" ? "; it belongs to the task that it repeats" : "";
  for (const auto name : k_compute_fields)
    if (says(task, name))
      return invalid_parameter(std::string(name) + " is not allowed on " + type + " " + quoted(task) + advice);
  return {};
}

Result<void> check_compute(const Json& task, bool is_single_task) {
  DBC_CHECK(check_needless(task));
  const auto count = std::ranges::count_if(k_compute, [&](std::string_view name) { return has(task, name); });
  if (count > 1)
    return invalid_parameter(
        "Task " + quoted(task) +
        " has more than one of existing_cluster_id, new_cluster, job_cluster_key, environment_key");
  const std::string type = task_type_of(task);
  const bool needs_compute =
      std::ranges::find(k_needs_compute, type) != k_needs_compute.end() || (is_single_task && type == "notebook_task");
  const bool runs_on_warehouse = type == "dbt_task" && has(task["dbt_task"], "warehouse_id");
  if (count == 0 && needs_compute && !runs_on_warehouse) return missing_compute(is_single_task);
  if (type == "spark_submit_task" && !has(task, "new_cluster"))
    return invalid_parameter("spark_submit_task of task " + quoted(task) + " needs a new_cluster");
  if (type == "spark_submit_task" && says(task, "libraries"))
    return invalid_parameter("Libraries of a spark_submit_task are named in its parameters, not in libraries");
  return {};
}

Result<void> check_libraries(const Json& task) {
  const Json* libraries = find_member(task, "libraries");
  if (libraries == nullptr) return {};
  const bool is_serverless = std::ranges::none_of(
      k_compute, [&](std::string_view name) { return name != "environment_key" && says(task, name); });
  if (is_serverless && says(task, "libraries") && !has(task, "dbt_task"))
    return invalid_parameter(
        "Libraries field is not supported for serverless task, please specify libraries in environment.");
  for (const Json& library : *libraries)
    if (library.size() != 1)
      return invalid_parameter("Each library of task " + quoted(task) +
                               " must have exactly one of jar, egg, whl, requirements, pypi, maven, cran");
  return {};
}

Result<void> check_task_numbers(const Json& task) {
  DBC_TRY(const auto retries, Fields(task).integer("max_retries"));
  if (retries && *retries < -1)
    return invalid_parameter("max_retries of task " + quoted(task) + " must be -1 (without end) or more");
  return check_non_negative(task, {"min_retry_interval_millis", "timeout_seconds"}, "settings.tasks");
}

Result<void> check_outcomes(const Json& task) {
  for (const Dependency& dependency : dependencies_with_outcome(task))
    if (!dependency.outcome.empty() && dependency.outcome != "true" && dependency.outcome != "false")
      return invalid_parameter("The outcome that task " + quoted(task) + " waits for must be \"true\" or \"false\"");
  return {};
}

/// Only a condition has an outcome to wait for.
Result<void> check_outcomes_of_conditions(const Json& tasks) {
  std::set<std::string> conditions;
  for (const Json& task : tasks)
    if (has(task, "condition_task")) conditions.insert(task_key_of(task));
  for (const Json& task : tasks)
    for (const auto& [key, outcome] : dependencies_with_outcome(task))
      if (!outcome.empty() && !conditions.contains(key))
        return invalid_parameter("Task " + quoted(task) + " waits for the outcome \"" + outcome + "\" of task '" + key +
                                 "', which is not a condition_task");
  return {};
}

/// The list may be given as JSON text, or by a reference that yields one.
bool is_list_text(const std::string& inputs) {
  if (inputs.find("{{") != std::string::npos) return true;
  const auto list = parse_json(inputs);
  return list && list->is_array();
}

Result<void> check_for_each(const Json& task) {
  const Json* loop = find_member(task, "for_each_task");
  if (loop == nullptr) return {};
  const std::string inputs = string_or(*loop, "inputs", "");
  if (inputs.size() > k_max_inputs || !is_list_text(inputs))
    return invalid_parameter("for_each_task.inputs of task " + quoted(task) +
                             " must be a JSON list of at most 10000 characters, or a reference to one");
  DBC_TRY(const auto concurrency, Fields(*loop).integer("concurrency"));
  if (concurrency && (*concurrency < 1 || *concurrency > k_max_concurrency))
    return invalid_parameter("for_each_task.concurrency must be between 1 and " + std::to_string(k_max_concurrency));
  for (const std::string_view name : {"max_retries", "min_retry_interval_millis", "retry_on_timeout"})
    if (has(task, name))
      return invalid_parameter(std::string(name) + " is not allowed on for_each_task " + quoted(task) +
                               "; retries belong to the task that it repeats");
  const Json& nested = loop->at("task");
  if (has(nested, "for_each_task") || has(nested, "depends_on"))
    return invalid_parameter("The task that for_each_task " + quoted(task) +
                             " repeats can have neither depends_on nor a for_each_task");
  return {};
}

/// Where a notebook comes from a repository, its path is relative to that.
Result<void> check_notebook_path(const Json& task, bool has_git_source) {
  const Json* notebook = find_member(task, "notebook_task");
  if (notebook == nullptr) return {};
  const std::string path = string_or(*notebook, "notebook_path", "");
  const std::string source = string_or(*notebook, "source", has_git_source ? "GIT" : "WORKSPACE");
  if (path.starts_with("{{")) return {};
  if (source == "GIT" && path.starts_with('/'))
    return invalid_parameter("Invalid notebook_path: " + path +
                             ". Only relative paths are currently supported for remote repositories. Paths must not "
                             "begin with '/'.");
  if (source == "GIT" || path.starts_with('/')) return {};
  return invalid_parameter("Invalid notebook_path: " + path +
                           ". Only absolute paths are currently supported. Paths must begin with '/'.");
}

Result<void> check_details(const Json& task) {
  if (const Json* dbt = find_member(task, "dbt_task")) {
    const std::size_t count = dbt->at("commands").size();
    if (count < 1 || count > k_max_dbt_commands)
      return invalid_parameter("dbt_task.commands must have 1 to " + std::to_string(k_max_dbt_commands) + " entries");
  }
  const Json* wheel = find_member(task, "python_wheel_task");
  if (wheel != nullptr && has(*wheel, "parameters") && has(*wheel, "named_parameters"))
    return invalid_parameter("python_wheel_task has either parameters or named_parameters, and not both");
  const Json* sql = find_member(task, "sql_task");
  if (sql != nullptr) {
    const int count = has(*sql, "query") + has(*sql, "dashboard") + has(*sql, "alert") + has(*sql, "file");
    if (count != 1) return invalid_parameter("sql_task must have exactly one of query, dashboard, alert, file");
  }
  return {};
}

Result<std::set<std::string>> unique_names(const Json& settings, std::string_view list_name, std::string_view name) {
  std::set<std::string> names;
  const Json* list = find_member(settings, list_name);
  if (list == nullptr) return names;
  for (const Json& item : *list)
    if (!names.insert(string_or(item, name, "")).second)
      return invalid_parameter("Duplicate " + std::string(name) + ": '" + string_or(item, name, "") + "'");
  return names;
}

Result<void> check_job_clusters(const Json& settings) {
  const Json* clusters = find_member(settings, "job_clusters");
  if (clusters == nullptr) return {};
  for (const Json& cluster : *clusters)
    if (!has(cluster, "new_cluster") && !has(cluster, "serverless_compute_id"))
      return missing_field("settings.job_clusters.new_cluster");
  return {};
}

Result<void> check_named(const Json& task, std::string_view name, const std::set<std::string>& known) {
  const std::string key = string_or(task, name, "");
  if (key.empty() || known.contains(key)) return {};
  return invalid_parameter("Task " + quoted(task) + " refers to the " + std::string(name) + " '" + key +
                           "', which is not defined in the job");
}

Result<void> check_task(const Json& task, bool is_single_task) {
  DBC_CHECK(check_key(task));
  DBC_CHECK(check_type(task));
  DBC_CHECK(check_compute(task, is_single_task));
  DBC_CHECK(check_libraries(task));
  DBC_CHECK(check_task_numbers(task));
  DBC_CHECK(check_outcomes(task));
  DBC_CHECK(check_details(task));
  return check_for_each(task);
}

}  // namespace

std::vector<const Json*> all_tasks(const Json& settings) {
  std::vector<const Json*> all;
  for (const Json& task : tasks_of(settings)) {
    all.push_back(&task);
    if (const Json* loop = find_member(task, "for_each_task")) all.push_back(&loop->at("task"));
  }
  return all;
}

std::string task_type_of(const Json& task) {
  for (const auto type : task_types())
    if (has(task, type)) return std::string(type);
  return {};
}

Result<void> check_task_rules(const JobSettings& settings) {
  const Json& tasks = tasks_of(settings.value);
  if (tasks.size() > k_max_tasks)
    return invalid_parameter("A job has at most " + std::to_string(k_max_tasks) + " tasks");
  if (settings.is_single_task && has(settings.value, "job_clusters"))
    return invalid_parameter("Shared job cluster feature is only supported in multi-task jobs.");
  DBC_CHECK(check_job_clusters(settings.value));
  DBC_TRY(const auto clusters, unique_names(settings.value, "job_clusters", "job_cluster_key"));
  DBC_TRY(const auto environments, unique_names(settings.value, "environments", "environment_key"));
  for (const Json* task : all_tasks(settings.value)) {
    DBC_CHECK(check_task(*task, settings.is_single_task));
    DBC_CHECK(check_notebook_path(*task, has(settings.value, "git_source")));
    DBC_CHECK(check_named(*task, "job_cluster_key", clusters));
    DBC_CHECK(check_named(*task, "environment_key", environments));
  }
  DBC_CHECK(check_graph(tasks));
  DBC_CHECK(check_outcomes_of_conditions(tasks));
  return check_dynamic_references(settings.value);
}

Result<void> check_non_negative(const Json& object, std::initializer_list<std::string_view> names,
                                const std::string& path) {
  for (const auto name : names) {
    DBC_TRY(const auto value, Fields(object).integer(name));
    if (value && *value < 0) return invalid_parameter(path + "." + std::string(name) + " must not be negative");
  }
  return {};
}

}  // namespace dbc::emulator
