#pragma once

#include <optional>
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

/// The workers that a running cluster gets when it wants some number of them.
struct PoolGrant {
  std::int64_t workers = 0;
  std::optional<Json> refusal = {};  ///< the reason, as of a termination, where these are fewer
};

/// As many as the pools have room for, but no fewer than it has already and still wants.
[[nodiscard]] Result<PoolGrant> grant_workers(Transaction& transaction, const Cluster& cluster, std::int64_t wanted,
                                              TimePoint now);

/// How many machines of a pool are at which point.
struct PoolStats {
  std::int64_t used = 0;
  std::int64_t idle = 0;
  std::int64_t pending_used = 0;
};

/// Counts over settled clusters.
[[nodiscard]] PoolStats pool_stats(const InstancePool& pool, std::span<const Cluster> clusters);

}  // namespace dbc::emulator
