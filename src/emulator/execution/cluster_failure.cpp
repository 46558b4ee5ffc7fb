#include "emulator/execution/cluster_failure.hpp"

#include "emulator/execution/cluster_setup.hpp"
#include "emulator/execution/task_engine.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_secrets.hpp"
#include "emulator/services/jobs/job_view.hpp"

namespace dbc::emulator {
namespace {

RunState not_ready(const std::string& cluster_id, const Json& reason) {
  const Json parameters = reason.value("parameters", Json::object());
  return could_not_run_state(
      "Unexpected failure while waiting for the cluster (" + cluster_id + ") to be ready: Cluster " + cluster_id +
          " is in unexpected state Terminated: " + string_or(reason, "code", "") + "(" + string_or(reason, "type", "") +
          "): " + string_or(parameters, "databricks_error_message", ""),
      "CLUSTER_ERROR");
}

/// Clusters that people manage are ended by people; a job's own cluster is the service's business.
std::string_view code_of_loss(const Cluster& cluster, std::string_view reason) {
  return cluster.source != "JOB" && reason == "USER_REQUEST" ? "CLUSTER_TERMINATED_BY_USER" : "CLUSTER_ERROR";
}

}  // namespace

RunState no_such_cluster(const std::string& id) {
  return could_not_run_state("Run executed on existing cluster ID " + id + " failed since the cluster does not exist.",
                             "CLUSTER_ERROR");
}

RunState closed_to_jobs(const std::string& id) {
  return could_not_run_state("Run executed on existing cluster ID " + id +
                                 " failed since the cluster is not for jobs: its workload_type has clients.jobs false.",
                             "CLUSTER_ERROR");
}

RunState terminated_during_run(const Cluster& cluster) {
  const Json reason = stored_json(cluster.termination_reason);
  const std::string code = string_or(reason, "code", "");
  return could_not_run_state("Cluster " + cluster.id + " was terminated during the run (cluster state message: " +
                                 (cluster.state_message.empty() ? code : cluster.state_message) + ").",
                             code_of_loss(cluster, code));
}

RunState restarted_during_run(const Cluster& cluster) {
  return could_not_run_state("Cluster " + cluster.id + " was restarted during the run.",
                             code_of_loss(cluster, "USER_REQUEST"));
}

RunState removed_during_run(const std::string& id) {
  return could_not_run_state("Cluster " + id + " was permanently deleted during the run.",
                             "CLUSTER_TERMINATED_BY_USER");
}

std::optional<ClusterFailure> failure_of(const Cluster& cluster) {
  if (is_active(cluster)) return std::nullopt;
  return ClusterFailure(not_ready(cluster.id, stored_json(cluster.termination_reason)), cluster.id);
}

ClusterFailure without_secret(const Cluster& cluster, const Error& error) {
  return {not_ready(cluster.id, secret_reason(error)), cluster.id};
}

Json init_script_reason(const SetupFailure& failure, const std::string& cluster_id) {
  return termination_reason("INIT_SCRIPT_FAILURE", "CLIENT_ERROR",
                            {{"instance_id", "i-" + cluster_id.substr(cluster_id.rfind('-') + 1) + "-0"},
                             {"databricks_error_message",
                              "Cluster scoped init script " + failure.step.name + " failed: " + failure.message}});
}

RunState state_of(const SetupFailure& failure, const std::string& cluster_id) {
  if (failure.step.kind == SetupStep::Kind::library)
    return could_not_run_state("Library installation failed for library due to user error for " + failure.step.name +
                                   " Error messages: " + failure.message,
                               "LIBRARY_INSTALLATION_ERROR");
  return not_ready(cluster_id, init_script_reason(failure, cluster_id));
}

}  // namespace dbc::emulator
