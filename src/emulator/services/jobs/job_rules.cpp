#include "emulator/services/jobs/job_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/jobs/job_shapes.hpp"
#include "emulator/services/jobs/quartz.hpp"
#include "emulator/services/jobs/task_rules.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_name_bytes = 4096;
constexpr std::size_t k_max_description = 27'700;
constexpr std::size_t k_max_tags = 25;
constexpr std::size_t k_max_webhooks = 3;
constexpr std::int64_t k_max_concurrent_runs = 1000;
constexpr std::int64_t k_least_trigger_seconds = 60;

constexpr std::array<std::string_view, 8> k_git_providers{
    "github",           "gitlab",          "bitbucketcloud",          "azuredevopsservices",
    "gitHubEnterprise", "bitbucketServer", "gitLabEnterpriseEdition", "awsCodeCommit"};

std::size_t count_members(const Json& object, std::initializer_list<std::string_view> names) {
  return static_cast<std::size_t>(
      std::ranges::count_if(names, [&](std::string_view name) { return find_member(object, name) != nullptr; }));
}

Result<void> check_texts(const Json& settings) {
  if (string_or(settings, "name", "").size() > k_max_name_bytes)
    return invalid_parameter("The name of a job has at most " + std::to_string(k_max_name_bytes) + " bytes");
  if (count_code_points(string_or(settings, "description", "")) > k_max_description)
    return invalid_parameter("The description of a job has at most " + std::to_string(k_max_description) +
                             " characters");
  const Json* tags = find_member(settings, "tags");
  if (tags == nullptr) return {};
  if (tags->size() > k_max_tags) return invalid_parameter("A job has at most " + std::to_string(k_max_tags) + " tags");
  for (const auto& [key, value] : tags->items()) DBC_CHECK(check_cluster_tag(key, value.get_ref<const std::string&>()));
  return {};
}

Result<void> check_schedule(const Json& settings, TimePoint now) {
  const Json* schedule = find_member(settings, "schedule");
  if (schedule == nullptr) return {};
  DBC_CHECK(check_quartz(string_or(*schedule, "quartz_cron_expression", ""), now));
  return check_time_zone(string_or(*schedule, "timezone_id", ""));
}

Result<void> check_delays(const Json& trigger, const std::string& name) {
  for (const std::string delay : {"min_time_between_triggers_seconds", "wait_after_last_change_seconds"}) {
    DBC_TRY(const auto seconds, Fields(trigger).integer(delay));
    if (seconds && *seconds != 0 && *seconds < k_least_trigger_seconds)
      return invalid_parameter("settings.trigger." + name + "." + delay + " must be at least " +
                               std::to_string(k_least_trigger_seconds));
  }
  return {};
}

Result<void> check_trigger(const Json& settings) {
  const Json* trigger = find_member(settings, "trigger");
  if (trigger == nullptr) return {};
  if (count_members(*trigger, {"file_arrival", "table_update", "periodic", "model"}) != 1)
    return invalid_parameter("settings.trigger must have exactly one of file_arrival, table_update, periodic, model");
  for (const std::string name : {"file_arrival", "table_update"})
    if (const Json* part = find_member(*trigger, name)) DBC_CHECK(check_delays(*part, name));
  const Json* table_update = find_member(*trigger, "table_update");
  if (table_update != nullptr && table_update->at("table_names").empty())
    return invalid_parameter("settings.trigger.table_update.table_names must not be empty");
  const Json* periodic = find_member(*trigger, "periodic");
  if (periodic != nullptr && periodic->at("interval").get<std::int64_t>() < 1)
    return invalid_parameter("settings.trigger.periodic.interval must be at least 1");
  return {};
}

Result<void> check_start(const Json& settings, TimePoint now) {
  if (count_members(settings, {"schedule", "continuous", "trigger"}) > 1)
    return invalid_parameter("A job has at most one of schedule, continuous and trigger");
  DBC_CHECK(check_schedule(settings, now));
  return check_trigger(settings);
}

Result<void> check_git_source(const Json& settings) {
  const Json* git = find_member(settings, "git_source");
  if (git == nullptr) return {};
  const std::string provider = string_or(*git, "git_provider", "");
  const auto is_named = [&](std::string_view name) { return equals_ignoring_case(name, provider); };
  if (std::ranges::none_of(k_git_providers, is_named)) {
    std::string names;
    for (const auto name : k_git_providers) names += (names.empty() ? "" : ",") + to_lower(name);
    return invalid_parameter("git_source.git_provider must be one of: " + names);
  }
  if (count_members(*git, {"git_branch", "git_tag", "git_commit"}) != 1)
    return invalid_parameter("Exactly one of git_source.git_branch, git_tag and git_commit must be given");
  return {};
}

bool is_parameter_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}

Result<void> check_parameters(const Json& settings) {
  const Json* parameters = find_member(settings, "parameters");
  if (parameters == nullptr) return {};
  std::set<std::string> names;
  for (const Json& parameter : *parameters) {
    const std::string name = string_or(parameter, "name", "");
    if (!is_parameter_name(name))
      return invalid_parameter("The name of the job parameter '" + name +
                               "' may have letters, digits, _, - and . only");
    if (!names.insert(name).second) return invalid_parameter("Duplicate job parameter: '" + name + "'");
  }
  return {};
}

Result<void> check_run_as(const Json& settings) {
  const Json* run_as = find_member(settings, "run_as");
  if (run_as == nullptr || run_as->size() == 1) return {};
  return invalid_parameter("settings.run_as must have exactly one of user_name, service_principal_name, group_name");
}

Result<void> check_webhooks(const Json& settings) {
  const Json* webhooks = find_member(settings, "webhook_notifications");
  if (webhooks == nullptr) return {};
  for (const auto& [event, list] : webhooks->items())
    if (list.size() > k_max_webhooks)
      return invalid_parameter("settings.webhook_notifications." + event + " has at most " +
                               std::to_string(k_max_webhooks) + " entries");
  return {};
}

Result<void> check_numbers(const Json& settings) {
  DBC_TRY(const auto runs, Fields(settings).integer("max_concurrent_runs"));
  if (runs && (*runs < 0 || *runs > k_max_concurrent_runs))
    return invalid_parameter("max_concurrent_runs must be between 0 and " + std::to_string(k_max_concurrent_runs));
  return check_non_negative(settings, {"timeout_seconds"}, "settings");
}

}  // namespace

Result<void> check_settings(JobSettings& settings, const RuleContext& context) {
  DBC_CHECK(check_texts(settings.value));
  DBC_CHECK(check_numbers(settings.value));
  DBC_CHECK(check_start(settings.value, context.now));
  DBC_CHECK(check_parameters(settings.value));
  DBC_CHECK(check_run_as(settings.value));
  return check_tasks(settings, context);
}

Result<void> check_tasks(JobSettings& settings, const RuleContext& context) {
  DBC_CHECK(check_git_source(settings.value));
  DBC_CHECK(check_webhooks(settings.value));
  DBC_CHECK(check_task_rules(settings));
  return resolve_clusters(context.transaction, settings.value, context.user_name);
}

}  // namespace dbc::emulator
