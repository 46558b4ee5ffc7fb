#include "emulator/services/jobs/job_merge.hpp"

#include <algorithm>
#include <set>

#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"

namespace dbc::emulator {
namespace {

/// The member by which the elements of a list are told apart; empty for a member that is replaced as a whole.
std::string_view key_name_of(std::string_view list) {
  if (list == "tasks") return "task_key";
  if (list == "job_clusters") return "job_cluster_key";
  return {};
}

/// `tasks/KEY` taken apart; a path without a slash has no key.
struct Path {
  std::string field;
  std::string key;
};

Path path_of(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return {.field = text, .key = ""};
  return {.field = text.substr(0, slash), .key = text.substr(slash + 1)};
}

bool has_key(const Json& list, std::string_view key_name, std::string_view key) {
  return list.is_array() && std::ranges::any_of(list, [&](const Json& item) {
           return item.is_object() && string_or(item, key_name, "") == key;
         });
}

Result<void> check_removal(const Json& new_settings, const std::string& text) {
  const Path path = path_of(text);
  const std::string_view key_name = key_name_of(path.field);
  const bool is_nested = text.find('/') != std::string::npos;
  if (!is_settings_field(path.field) || (is_nested && (key_name.empty() || path.key.empty())))
    return invalid_parameter("fields_to_remove names an unknown field: " + text);
  const Json* given = Fields(new_settings).find(path.field);
  if (given != nullptr && (!is_nested || has_key(*given, key_name, path.key)))
    return invalid_parameter("The field " + text + " cannot be both in new_settings and in fields_to_remove");
  return {};
}

/// Each element is compared with those that are there, and each removal with all that are given.
Result<void> check_counts(const JobUpdate& update) {
  constexpr std::size_t k_most = 1000;  // tasks that a job may have
  bool is_fine = update.fields_to_remove.size() <= k_most;
  for (const auto& [name, value] : update.new_settings.items())
    is_fine = is_fine && (key_name_of(name).empty() || value.size() <= k_most);
  if (is_fine) return {};
  return invalid_parameter("An update names at most " + std::to_string(k_most) +
                           " tasks, job_clusters and fields_to_remove each");
}

Result<void> remove_field(Json& settings, const std::string& text) {
  const Path path = path_of(text);
  if (path.key.empty()) {
    settings.erase(path.field);
    return {};
  }
  const std::string_view key_name = key_name_of(path.field);
  const Json* list = find_member(settings, path.field);
  if (list == nullptr || !has_key(*list, key_name, path.key))
    return invalid_parameter("fields_to_remove names " + text + ", which the job does not have");
  Json kept = Json::array();
  for (const Json& item : *list)
    if (string_or(item, key_name, "") != path.key) kept.push_back(item);
  settings[path.field] = std::move(kept);
  return {};
}

/// Elements with a known key replace the old ones in their places; the others join at the end. A key that is given
/// twice stays there twice, and is refused with the whole.
void merge_list(Json& list, const Json& additions, std::string_view key_name) {
  std::set<std::string> seen;
  for (const Json& addition : additions) {
    const std::string key = addition.is_object() ? string_or(addition, key_name, "") : "";
    const bool is_first = seen.insert(key).second;
    const auto found =
        std::ranges::find_if(list, [&](const Json& item) { return string_or(item, key_name, "") == key; });
    if (key.empty() || found == list.end() || !is_first)
      list.push_back(addition);
    else
      *found = addition;
  }
}

void put_in(Json& settings, const Json& new_settings) {
  for (const auto& [name, value] : new_settings.items()) {
    const std::string_view key_name = key_name_of(name);
    Json& place = settings[name];
    if (value.is_null()) continue;
    if (!key_name.empty() && place.is_array() && value.is_array())
      merge_list(place, value, key_name);
    else
      place = value;
  }
}

bool speaks_of_tasks(const JobUpdate& update) {
  const auto is_about_tasks = [](const std::string& text) { return path_of(text).field == "tasks"; };
  return Fields(update.new_settings).find("tasks") != nullptr ||
         std::ranges::any_of(update.fields_to_remove, is_about_tasks);
}

}  // namespace

Result<JobUpdate> read_job_update(const Json& input) {
  const Fields fields(input);
  JobUpdate update;
  DBC_TRY(const Json* new_settings, fields.object("new_settings"));
  if (new_settings != nullptr) update.new_settings = *new_settings;
  DBC_TRY(update.fields_to_remove, fields.texts("fields_to_remove"));
  DBC_CHECK(check_counts(update));
  for (const auto& text : update.fields_to_remove) DBC_CHECK(check_removal(update.new_settings, text));
  return update;
}

Result<JobSettings> merge_settings(const JobSettings& previous, const JobUpdate& update) {
  const bool stays_flat = previous.is_single_task && !speaks_of_tasks(update);
  Json merged = stays_flat ? flat_settings(previous.value) : previous.value;
  for (const auto& text : update.fields_to_remove) DBC_CHECK(remove_field(merged, text));
  put_in(merged, update.new_settings);
  // The form was settled when the job was made; 2.0 is the version that takes a flat object for what it is.
  DBC_TRY(auto settings, read_settings(merged, stays_flat ? "2.0" : "2.1"));
  if (stays_flat) settings.value["tasks"][0]["task_key"] = tasks_of(previous.value)[0].at("task_key");
  return settings;
}

}  // namespace dbc::emulator
