#include "emulator/services/instance_pools/cluster_pools.hpp"

#include <algorithm>
#include <set>

#include "emulator/http/fields.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_repository.hpp"

namespace dbc::emulator {
namespace {

Error node_type_beside_pool(const std::string& field) {
  return invalid_parameter("The field '" + field + "' cannot be supplied when an instance pool ID is provided.");
}

Result<void> take_node_type(Transaction& transaction, Json& attributes, const std::string& pool_id,
                            const std::string& field) {
  InstancePoolRepository pools(transaction);
  DBC_TRY(const auto pool, get_pool(pools, pool_id, ErrorCode::invalid_parameter_value));
  if (!string_or(attributes, field, "").empty()) return node_type_beside_pool(field);
  attributes[field] = pool.attributes.at("node_type_id");
  return {};
}

/// The machines that a cluster has, or waits for, in a pool.
struct Draw {
  bool has_driver = false;
  bool has_workers = false;

  [[nodiscard]] std::int64_t count(std::int64_t workers) const {
    return (has_driver ? 1 : 0) + (has_workers ? workers : 0);
  }
};

Draw draw_of(const Cluster& cluster, std::string_view pool_id) {
  const auto attributes = parse_json(cluster.attributes);
  if (!attributes) return {};
  return {.has_driver = string_or(*attributes, "driver_instance_pool_id", "") == pool_id,
          .has_workers = string_or(*attributes, "instance_pool_id", "") == pool_id};
}

void add(PoolStats& stats, const Cluster& cluster, const Draw& draw) {
  switch (cluster.state) {
    case ClusterState::pending:
    case ClusterState::restarting:
      stats.pending_used += draw.count(cluster.target_workers);
      return;
    case ClusterState::resizing:
      stats.pending_used += std::max<std::int64_t>(0, draw.count(cluster.target_workers) - draw.count(cluster.workers));
      [[fallthrough]];
    case ClusterState::running:
    case ClusterState::terminating:
      stats.used += draw.count(cluster.workers);
      return;
    case ClusterState::terminated:
      return;
  }
}

std::int64_t integer_or(const Json& attributes, std::string_view name, std::int64_t fallback) {
  const Json* value = find_member(attributes, name);
  return value == nullptr ? fallback : to_integer(*value).value_or(fallback);
}

/// One or two; none where the cluster has machines of its own.
std::set<std::string> pool_ids_of(const Cluster& cluster) {
  std::set<std::string> ids;
  const auto attributes = parse_json(cluster.attributes);
  for (const std::string_view field : {"instance_pool_id", "driver_instance_pool_id"})
    if (auto id = attributes ? string_or(*attributes, field, "") : ""; !id.empty()) ids.insert(std::move(id));
  return ids;
}

Result<std::int64_t> machines_of_others(Transaction& transaction, const InstancePool& pool, const Cluster& except,
                                        TimePoint now) {
  DBC_TRY(auto clusters, ClusterRepository(transaction).all_since(now));
  std::erase_if(clusters, [&](const Cluster& each) { return each.id == except.id; });
  for (auto& each : clusters) (void)settle(each, now);
  const PoolStats stats = pool_stats(pool, clusters);
  return stats.used + stats.pending_used;
}

/// What a pool with a limit can give to one cluster, with what that has already.
struct PoolRoom {
  std::int64_t machines = 0;
  std::int64_t capacity = 0;
};

/// Nothing where the pool is not there, or gives as many machines as anybody wants.
Result<std::optional<PoolRoom>> room_in_pool(Transaction& transaction, const std::string& pool_id,
                                             const Cluster& cluster, TimePoint now) {
  DBC_TRY(const auto pool, InstancePoolRepository(transaction).find(pool_id));
  if (!pool || find_member(pool->attributes, "max_capacity") == nullptr) return std::optional<PoolRoom>{};
  DBC_TRY(const auto used, machines_of_others(transaction, *pool, cluster, now));
  const std::int64_t capacity = integer_or(pool->attributes, "max_capacity", 0);
  return std::optional(PoolRoom{.machines = capacity - used, .capacity = capacity});
}

Json capacity_reason(const std::string& pool_id, std::int64_t capacity) {
  return termination_reason(
      "INSTANCE_POOL_CLUSTER_FAILURE", "CLIENT_ERROR",
      {{"instance_pool_id", pool_id},
       {"instance_pool_error_code", "INSTANCE_POOL_MAX_CAPACITY_FAILURE"},
       {"databricks_error_message", "The instance pool " + pool_id + " cannot give more than its max_capacity of " +
                                        std::to_string(capacity) + " machines"}});
}

}  // namespace

Result<void> take_pools(Transaction& transaction, Json& attributes) {
  const std::string pool_id = string_or(attributes, "instance_pool_id", "");
  std::string driver_pool_id = string_or(attributes, "driver_instance_pool_id", "");
  if (driver_pool_id.empty()) driver_pool_id = pool_id;
  if (!pool_id.empty()) DBC_CHECK(take_node_type(transaction, attributes, pool_id, "node_type_id"));
  if (driver_pool_id.empty()) return {};
  DBC_CHECK(take_node_type(transaction, attributes, driver_pool_id, "driver_node_type_id"));
  attributes["driver_instance_pool_id"] = driver_pool_id;
  return {};
}

Result<void> require_pools(Transaction& transaction, const Json& attributes) {
  InstancePoolRepository pools(transaction);
  for (const std::string_view field : {"instance_pool_id", "driver_instance_pool_id"})
    if (const auto id = string_or(attributes, field, ""); !id.empty())
      DBC_CHECK(get_pool(pools, id, ErrorCode::invalid_parameter_value));
  return {};
}

Result<void> doom_beyond_capacity(Transaction& transaction, Cluster& cluster, TimePoint now) {
  for (const auto& id : pool_ids_of(cluster)) {
    DBC_TRY(const auto room, room_in_pool(transaction, id, cluster, now));
    if (room && draw_of(cluster, id).count(cluster.target_workers) > room->machines)
      doom_start(cluster, capacity_reason(id, room->capacity));
  }
  return {};
}

Result<PoolGrant> grant_workers(Transaction& transaction, const Cluster& cluster, std::int64_t wanted, TimePoint now) {
  PoolGrant grant{.workers = wanted};
  for (const auto& id : pool_ids_of(cluster)) {
    const Draw draw = draw_of(cluster, id);
    DBC_TRY(const auto room, room_in_pool(transaction, id, cluster, now));
    if (!room || draw.count(wanted) <= room->machines || !draw.has_workers) continue;
    // What it has already nobody takes away.
    const std::int64_t least = std::min(cluster.workers, wanted);
    grant.workers = std::max(least, room->machines - draw.count(0));
    grant.refusal = capacity_reason(id, room->capacity);
  }
  return grant;
}

PoolStats pool_stats(const InstancePool& pool, std::span<const Cluster> clusters) {
  PoolStats stats;
  for (const auto& cluster : clusters) add(stats, cluster, draw_of(cluster, pool.id));
  const std::int64_t least = integer_or(pool.attributes, "min_idle_instances", 0);
  const std::int64_t room = integer_or(pool.attributes, "max_capacity", INT64_MAX) - stats.used - stats.pending_used;
  stats.idle = std::clamp<std::int64_t>(room, 0, least);
  return stats;
}

}  // namespace dbc::emulator
