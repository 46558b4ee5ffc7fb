#include "emulator/services/clusters/cluster_access.hpp"

#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {

Result<SettledCluster> get_cluster(ClusterRepository& clusters, const std::string& id, TimePoint now) {
  DBC_TRY(auto found, clusters.find(id));
  if (!found) return invalid_parameter("Cluster " + id + " does not exist");
  SettledCluster settled{.cluster = std::move(*found), .events = {}};
  settled.events = settle(settled.cluster, now);
  if (is_expired(settled.cluster, now))
    return invalid_parameter("Cannot access cluster " + id + " that was terminated or unpinned more than " +
                             std::to_string(k_cluster_retention.count()) + " days ago.");
  return settled;
}

Result<void> require_state(const Cluster& cluster, std::initializer_list<ClusterState> allowed) {
  if (std::ranges::find(allowed, cluster.state) != allowed.end()) return {};
  return api_error(ErrorCode::invalid_state,
                   "Cluster " + cluster.id + " is in unexpected state " + std::string(title_of(cluster.state)) + ".");
}

Result<void> require_all_purpose(const Cluster& cluster, std::string_view action) {
  if (cluster.source != "JOB") return {};
  return invalid_parameter("Cannot " + std::string(action) + " cluster " + cluster.id + " created by JobLauncher");
}

Result<ClusterChange> ClusterChange::begin(const Json& input, Context& context) {
  DBC_TRY(const auto id, Fields(input).required_text("cluster_id"));
  DBC_TRY(auto transaction, context.store.begin_write());
  const TimePoint now = context.clock.now();
  ClusterRepository clusters(transaction);
  DBC_TRY(auto settled, get_cluster(clusters, id, now));
  return ClusterChange(std::move(transaction), std::move(settled), now);
}

void ClusterChange::add_event(std::string_view type, const Json& details) {
  settled_.events.push_back({now_, std::string(type), details});
}

Result<void> ClusterChange::commit() {
  DBC_CHECK(repository().save(settled_.cluster, settled_.events));
  return transaction_.commit();
}

Result<void> ClusterChange::commit_removal() {
  DBC_CHECK(repository().remove(settled_.cluster.id));
  DBC_CHECK(forget_grants(transaction_, {"clusters", settled_.cluster.id}));
  return transaction_.commit();
}

}  // namespace dbc::emulator
