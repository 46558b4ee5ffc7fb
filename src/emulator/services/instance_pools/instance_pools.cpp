#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_repository.hpp"
#include "emulator/services/instance_pools/cluster_pools.hpp"
#include "emulator/services/instance_pools/pool_spec.hpp"
#include "emulator/services/instance_pools/pool_tags.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/settings/instance_profiles.hpp"

namespace dbc::emulator {
namespace {

Result<std::vector<Cluster>> settled_clusters(Transaction& transaction, TimePoint now) {
  DBC_TRY(auto clusters, ClusterRepository(transaction).all_since(now - k_cluster_retention));
  for (auto& cluster : clusters) (void)settle(cluster, now);
  return clusters;
}

Result<Json> pool_info(Transaction& transaction, const InstancePool& pool, const std::vector<Cluster>& clusters) {
  Json info = pool.attributes;
  const PoolStats stats = pool_stats(pool, clusters);
  info["instance_pool_id"] = pool.id;
  DBC_TRY(info["default_tags"], default_tags_of(transaction, pool));
  info["state"] = "ACTIVE";
  info["stats"] = {{"used_count", stats.used},
                   {"idle_count", stats.idle},
                   {"pending_used_count", stats.pending_used},
                   {"pending_idle_count", 0}};
  info["status"] = Json::object();
  return info;
}

Result<void> require_free_name(InstancePoolRepository& pools, const std::string& name, std::string_view own_id) {
  DBC_TRY(const auto twin, pools.find_by_name(name));
  if (!twin || twin->id == own_id) return {};
  return invalid_parameter("An instance pool with the name '" + name + "' already exists");
}

ObjectRef object_of(const std::string& id) { return {"instance-pools", id}; }

Result<Reply> create_pool(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(Json attributes, read_new_pool(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(require_entitlement(context, transaction, call.principal(), "allow-instance-pool-create",
                                "You are not authorized to create instance pools. Please contact your administrator."));
  DBC_CHECK(require_instance_profile(transaction, attributes));
  InstancePoolRepository pools(transaction);
  InstancePool pool{.id = make_pool_id(transaction.ids(), context.clock.now()),
                    .name = string_or(attributes, "instance_pool_name", ""),
                    .creator = call.principal().user_name,
                    .attributes = std::move(attributes)};
  DBC_CHECK(require_free_name(pools, pool.name, pool.id));
  DBC_CHECK(pools.save(pool));
  DBC_CHECK(transaction.commit());
  return ok({{"instance_pool_id", pool.id}});
}

Result<Reply> edit_pool(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, Fields(input).required_text("instance_pool_id"));
  DBC_TRY(auto transaction, context.store.begin_write());
  InstancePoolRepository pools(transaction);
  DBC_TRY(auto pool, get_pool(pools, id));
  DBC_CHECK(require(context, transaction, call.principal(), object_of(id), level::can_manage));
  DBC_TRY(pool.attributes, edit_pool_attributes(pool.attributes, input));
  pool.name = string_or(pool.attributes, "instance_pool_name", "");
  DBC_CHECK(require_free_name(pools, pool.name, pool.id));
  DBC_CHECK(pools.save(pool));
  DBC_CHECK(transaction.commit());
  return ok();
}

/// Clusters keep the machines they have; see `require_pools` for what they cannot do any more.
Result<Reply> delete_pool(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, Fields(input).required_text("instance_pool_id"));
  DBC_TRY(auto transaction, context.store.begin_write());
  InstancePoolRepository pools(transaction);
  DBC_CHECK(get_pool(pools, id));
  DBC_CHECK(require(context, transaction, call.principal(), object_of(id), level::can_manage));
  DBC_CHECK(pools.remove(id));
  DBC_CHECK(forget_grants(transaction, object_of(id)));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> get_pool_info(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, Fields(input).required_text("instance_pool_id"));
  DBC_TRY(auto transaction, context.store.begin_read());
  InstancePoolRepository pools(transaction);
  DBC_TRY(const auto pool, get_pool(pools, id));
  DBC_CHECK(require(context, transaction, call.principal(), object_of(id), level::can_attach_to));
  DBC_TRY(const auto clusters, settled_clusters(transaction, context.clock.now()));
  DBC_TRY(const Json info, pool_info(transaction, pool, clusters));
  return ok(info);
}

Result<Reply> list_pools(const Call& call, Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto pools, InstancePoolRepository(transaction).all());
  DBC_TRY(const auto clusters, settled_clusters(transaction, context.clock.now()));
  Json body = Json::object();
  for (const auto& pool : pools) {
    DBC_TRY(const bool is_visible,
            may(context, transaction, call.principal(), object_of(pool.id), level::can_attach_to));
    if (!is_visible) continue;
    DBC_TRY(body["instance_pools"].emplace_back(), pool_info(transaction, pool, clusters));
  }
  return ok(body);
}

constexpr std::array<std::string_view, 2> k_prefixes{"/api/2.0/instance-pools", "/api/2.1/instance-pools"};

constexpr std::array k_routes{
    Route{"POST", "/create", create_pool}, Route{"POST", "/edit", edit_pool}, Route{"POST", "/delete", delete_pool},
    Route{"GET", "/get", get_pool_info},   Route{"GET", "/list", list_pools},
};

}  // namespace

Result<ObjectFacts> find_pool_object(Transaction& transaction, Context&, const std::string& id) {
  InstancePoolRepository pools(transaction);
  DBC_TRY(const auto pool, get_pool(pools, id));
  return ObjectFacts{.creator = pool.creator};
}

constinit const RouteGroup k_instance_pools_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
