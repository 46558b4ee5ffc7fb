#include "emulator/http/error_code.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/jobs/task_rules.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_missing = "Missing required field: ";

/// The clusters service's refusal as the jobs service passes it on.
Error in_job(Error error) {
  if (!error.http) return error;
  std::string message = error.message;
  if (message.starts_with(k_missing))
    message = std::string(k_missing) + "settings.cluster_spec.new_cluster." + message.substr(k_missing.size());
  return invalid_parameter("Cluster validation error: " + message);
}

/// A read shows what was sent and what the policy and the cloud add, but not every default that a cluster of its own
/// would show. What the policy added must be kept: a run has no other word of its default values.
void take_shown(Json& cluster, const ResolvedSpec& resolved) {
  cluster = resolved.with_policy;
  cluster.erase("apply_policy_default_values");
  for (const std::string name :
       {"aws_attributes", "azure_attributes", "gcp_attributes", "data_security_mode", "enable_elastic_disk"})
    if (const Json* value = find_member(resolved.attributes, name)) cluster[name] = *value;
}

Result<void> resolve_cluster(Transaction& transaction, Json& cluster, std::string_view user_name) {
  const auto resolved = resolve_spec(transaction, cluster, {.user_name = user_name, .source = "JOB"});
  if (!resolved) return in_job(resolved.error());
  if (resolved->autotermination_minutes != 0)
    return invalid_parameter(
        "Cluster validation error: autotermination_minutes is not supported for the cluster of a job, which ends with "
        "the run");
  take_shown(cluster, *resolved);
  return {};
}

Result<void> resolve_member(Transaction& transaction, Json& holder, std::string_view user_name) {
  return find_member(holder, "new_cluster") == nullptr ? Result<void>{}
                                                       : resolve_cluster(transaction, holder["new_cluster"], user_name);
}

}  // namespace

Result<void> resolve_clusters(Transaction& transaction, Json& settings, std::string_view user_name) {
  if (find_member(settings, "job_clusters") != nullptr)
    for (Json& job_cluster : settings["job_clusters"]) DBC_CHECK(resolve_member(transaction, job_cluster, user_name));
  for (Json& task : settings["tasks"]) {
    DBC_CHECK(resolve_member(transaction, task, user_name));
    if (find_member(task, "for_each_task") != nullptr)
      DBC_CHECK(resolve_member(transaction, task["for_each_task"]["task"], user_name));
  }
  return {};
}

}  // namespace dbc::emulator
