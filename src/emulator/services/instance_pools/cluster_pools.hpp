#pragma once

#include <span>

#include "emulator/services/clusters/cluster.hpp"
#include "emulator/services/instance_pools/instance_pool.hpp"

namespace dbc::emulator {

// What pools are to clusters.

/// Fills in what the pools that a cluster's attributes name decide: node types and the driver's pool. Refuses unknown
/// pools, and node types beside them.
[[nodiscard]] Result<void> take_pools(Transaction& transaction, Json& attributes);

/// Refuses attributes whose pools are not there any more: such a cluster gets no new machines.
[[nodiscard]] Result<void> require_pools(Transaction& transaction, const Json& attributes);

/// Lets the start that `cluster` has begun fail where a pool would have to give more machines than its max_capacity.
[[nodiscard]] Result<void> doom_beyond_capacity(Transaction& transaction, Cluster& cluster, TimePoint now);

/// How many machines of a pool are at which point.
struct PoolStats {
  std::int64_t used = 0;
  std::int64_t idle = 0;
  std::int64_t pending_used = 0;
};

/// Counts over settled clusters.
[[nodiscard]] PoolStats pool_stats(const InstancePool& pool, std::span<const Cluster> clusters);

}  // namespace dbc::emulator
