#include "emulator/services/jobs/job_view.hpp"

#include <algorithm>
#include <array>

#include "emulator/services/jobs/task_graph.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 4> k_long_lists{"tasks", "job_clusters", "environments", "parameters"};

void fill(Json& object, const std::string& name, const Json& fallback) {
  if (find_member(object, name) == nullptr) object[name] = fallback;
}

// Within a loop the source is not filled in: Terraform's provider would take that as a change to undo.
constexpr std::string_view k_as_given{};

void fill_source(Json& task, const std::string& type, std::string_view source) {
  if (!source.empty() && find_member(task, type) != nullptr) fill(task[type], "source", source);
}

/// A list of the page, or nothing where it holds none of it.
void add_slice(Json& view, const std::string& name, const Json& list, const ListSlice& slice) {
  Json part = Json::array();
  for (std::size_t i = slice.from; i < list.size() && i - slice.from < slice.count; ++i) part.push_back(list[i]);
  if (!part.empty()) view[name] = std::move(part);
}

Json without_lists(const Json& settings) {
  Json head{{"name", "Untitled"}};
  head.update(settings);
  for (const auto name : k_long_lists) head.erase(std::string(name));
  fill(head, "email_notifications", Json::object());
  fill(head, "timeout_seconds", 0);
  fill(head, "max_concurrent_runs", 1);
  return head;
}

Json flat_view(const Json& settings) {
  Json view = without_lists(settings);
  const Json flat = flat_settings(settings);
  for (const auto& [name, value] : flat.items())
    if (is_flat_task_field(name)) view[name] = value;
  if (const Json* parameters = find_member(settings, "parameters")) view["parameters"] = *parameters;
  if (const Json* environments = find_member(settings, "environments")) view["environments"] = *environments;
  fill(view, "libraries", Json::array());
  fill(view, "max_retries", 0);
  fill(view, "min_retry_interval_millis", 0);
  fill(view, "retry_on_timeout", false);
  view["format"] = "SINGLE_TASK";
  return view;
}

}  // namespace

std::string_view default_source(const Json& settings) {
  return find_member(settings, "git_source") == nullptr ? "WORKSPACE" : "GIT";
}

Json task_view(Json task, std::string_view source) {
  if (find_member(task, "depends_on") != nullptr)
    std::stable_sort(task["depends_on"].begin(), task["depends_on"].end(),
                     [](const Json& a, const Json& b) { return task_key_of(a) < task_key_of(b); });
  fill(task, "run_if", "ALL_SUCCESS");
  fill_source(task, "notebook_task", source);
  fill_source(task, "spark_python_task", source);
  fill(task, "timeout_seconds", 0);
  fill(task, "email_notifications", Json::object());
  if (find_member(task, "for_each_task") != nullptr)
    task["for_each_task"]["task"] = task_view(task["for_each_task"]["task"], k_as_given);
  return task;
}

Json settings_view(const JobSettings& settings, std::string_view api_version, const ListSlice& slice) {
  if (api_version == "2.0" && settings.is_single_task) return flat_view(settings.value);
  Json view = without_lists(settings.value);
  fill(view, "webhook_notifications", Json::object());
  view["format"] = "MULTI_TASK";
  for (const auto name : k_long_lists)
    if (const Json* list = find_member(settings.value, name)) add_slice(view, std::string(name), *list, slice);
  if (find_member(view, "tasks") != nullptr)
    for (Json& task : view["tasks"]) task = task_view(std::move(task), default_source(settings.value));
  return view;
}

std::size_t longest_list(const Json& settings) {
  std::size_t longest = 0;
  for (const auto name : k_long_lists)
    if (const Json* list = find_member(settings, name)) longest = std::max(longest, list->size());
  return longest;
}

Json job_head(const Job& job) {
  return {{"job_id", job.id}, {"creator_user_name", job.creator}, {"created_time", to_epoch_millis(job.created_at)}};
}

}  // namespace dbc::emulator
