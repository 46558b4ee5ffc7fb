#pragma once

#include <initializer_list>

#include "dbc/base/result.hpp"
#include "emulator/http/call.hpp"
#include "emulator/services/clusters/cluster_repository.hpp"

namespace dbc::emulator {

/// A cluster brought to the present, with what happened since it was stored.
struct SettledCluster {
  Cluster cluster;
  ClusterEvents events;
};

/// The cluster of that id at `now`; "Cluster <id> does not exist" or, where it is past its retention, that it cannot be
/// accessed any more.
[[nodiscard]] Result<SettledCluster> get_cluster(ClusterRepository& clusters, const std::string& id, TimePoint now);

/// INVALID_STATE "Cluster <id> is in unexpected state <State>." unless the state is one of these.
[[nodiscard]] Result<void> require_state(const Cluster& cluster, std::initializer_list<ClusterState> allowed);

/// Refuses what users may not do to a cluster that belongs to a job.
[[nodiscard]] Result<void> require_all_purpose(const Cluster& cluster, std::string_view action);

/// A write to one cluster, from the lookup to the commit. The body's `cluster_id` names the cluster.
class ClusterChange {
 public:
  /// Finds and settles the cluster under the write lock.
  [[nodiscard]] static Result<ClusterChange> begin(const Json& input, Context& context);

  [[nodiscard]] Cluster& cluster() { return settled_.cluster; }
  [[nodiscard]] TimePoint now() const { return now_; }
  [[nodiscard]] Transaction& transaction() { return transaction_; }
  [[nodiscard]] ClusterRepository repository() { return ClusterRepository(transaction_); }
  /// Refuses who lacks this level on the cluster.
  [[nodiscard]] Result<void> require(const Call& call, Context& context, std::string_view level);
  void add_event(std::string_view type, const Json& details);
  /// Stores the cluster and its new events for good.
  [[nodiscard]] Result<void> commit();
  /// Removes the cluster for good instead.
  [[nodiscard]] Result<void> commit_removal();

 private:
  ClusterChange(Transaction transaction, SettledCluster settled, TimePoint now)
      : transaction_(std::move(transaction)), settled_(std::move(settled)), now_(now) {}
  Transaction transaction_;
  SettledCluster settled_;
  TimePoint now_;
};

}  // namespace dbc::emulator
