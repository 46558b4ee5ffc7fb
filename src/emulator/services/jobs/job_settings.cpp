#include "emulator/services/jobs/job_settings.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/jobs/job_shapes.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_task_key = 100;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// A task key from a name: whatever a key must not have becomes `_`.
std::string key_from(std::string_view name) {
  std::string key(first_code_points(name, k_max_task_key));
  key.resize(std::min(key.size(), k_max_task_key));
  for (char& c : key)
    if (!is_key_character(c)) c = '_';
  return key.empty() ? "Untitled" : key;
}

/// The task's members of a flat object; an empty list of libraries says nothing.
Json flat_members(const Json& input) {
  Json members = Json::object();
  for (const auto name : flat_task_fields()) {
    const Json* value = Fields(input).find(name);
    const bool is_empty_list = value != nullptr && value->is_array() && value->empty();
    if (value != nullptr && !is_empty_list) members[std::string(name)] = *value;
  }
  return members;
}

Result<JobSettings> wrap(Json settings, Json task, std::string_view name) {
  task["task_key"] = key_from(name);
  DBC_TRY(Json read, read_shape(task, k_task_shape, "settings"));
  settings["tasks"] = Json::array({std::move(read)});
  return JobSettings{.value = std::move(settings), .is_single_task = true};
}

/// A shared cluster holds no libraries, and what a client says there must not vanish.
Result<void> refuse_cluster_libraries(const Json& input) {
  const Json* clusters = Fields(input).find("job_clusters");
  if (clusters == nullptr || !clusters->is_array()) return {};
  for (const Json& cluster : *clusters) {
    const Json* spec = cluster.is_object() ? Fields(cluster).find("new_cluster") : nullptr;
    const bool is_inside = spec != nullptr && spec->is_object() && Fields(*spec).find("libraries") != nullptr;
    if (is_inside || (cluster.is_object() && Fields(cluster).find("libraries") != nullptr))
      return invalid_parameter("Libraries are not allowed in job_clusters. Name them in the settings of a task.");
  }
  return {};
}

Error mixed_forms(const Json& flat) {
  std::vector<std::string> names;
  for (const auto& [name, value] : flat.items()) names.push_back(name);
  return invalid_parameter("Settings with tasks cannot have " + join(names, ", ") +
                           " beside them: these belong into a task");
}

}  // namespace

Result<JobSettings> read_settings(const Json& input, std::string_view api_version, std::string_view name_field) {
  if (Fields(input).find("triggers") != nullptr)
    return api_error(ErrorCode::not_implemented, "The emulated workspace does not model settings.triggers");
  DBC_CHECK(refuse_cluster_libraries(input));
  DBC_TRY(Json settings, read_shape(input, k_settings_shape, "settings"));
  settings.erase("format");
  const Json flat = flat_members(input);
  const bool has_tasks = find_member(settings, "tasks") != nullptr;
  if (has_tasks && !flat.empty()) return mixed_forms(flat);
  if (!has_tasks && (!flat.empty() || api_version == "2.0"))
    return wrap(std::move(settings), flat, string_or(input, name_field, ""));
  if (!has_tasks) settings["tasks"] = Json::array();
  return JobSettings{.value = std::move(settings), .is_single_task = false};
}

void add_version_defaults(JobSettings& settings, std::string_view api_version) {
  if (api_version == "2.2" && find_member(settings.value, "queue") == nullptr)
    settings.value["queue"] = {{"enabled", true}};
}

Json flat_settings(const Json& settings) {
  Json flat = settings;
  flat.erase("tasks");
  const Json& tasks = tasks_of(settings);
  if (tasks.empty()) return flat;
  for (const auto& [name, value] : tasks.front().items())
    if (is_flat_task_field(name)) flat[name] = value;
  return flat;
}

bool is_settings_field(std::string_view name) { return has_field(k_settings_shape, name) || is_flat_task_field(name); }

bool is_flat_task_field(std::string_view name) {
  return std::ranges::find(flat_task_fields(), name) != flat_task_fields().end();
}

const Json& tasks_of(const Json& settings) {
  static const Json k_none = Json::array();
  const Json* tasks = find_member(settings, "tasks");
  return tasks == nullptr ? k_none : *tasks;
}

}  // namespace dbc::emulator
