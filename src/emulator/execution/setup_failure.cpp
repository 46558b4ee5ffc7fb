#include "emulator/execution/setup_failure.hpp"

#include "emulator/execution/task_engine.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"

namespace dbc::emulator {

Json init_script_reason(const SetupFailure& failure, const ReadyCluster& cluster) {
  const std::string& id = *cluster.id;
  return termination_reason("INIT_SCRIPT_FAILURE", "CLIENT_ERROR",
                            {{"instance_id", "i-" + id.substr(id.rfind('-') + 1) + "-0"},
                             {"databricks_error_message",
                              "Cluster scoped init script " + failure.step.name + " failed: " + failure.message}});
}

RunState state_of(const SetupFailure& failure, const ReadyCluster& cluster) {
  if (failure.step.kind == SetupStep::Kind::library)
    return could_not_run_state("Library installation failed for library due to user error for " + failure.step.name +
                                   " Error messages: " + failure.message,
                               "LIBRARY_INSTALLATION_ERROR");
  const Json reason = init_script_reason(failure, cluster);
  return could_not_run_state("Unexpected failure while waiting for the cluster (" + *cluster.id +
                                 ") to be ready: Cluster " + *cluster.id +
                                 " is in unexpected state Terminated: INIT_SCRIPT_FAILURE(CLIENT_ERROR): " +
                                 string_or(reason.at("parameters"), "databricks_error_message", ""),
                             "CLUSTER_ERROR");
}

}  // namespace dbc::emulator
