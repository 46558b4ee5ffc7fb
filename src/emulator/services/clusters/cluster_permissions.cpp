#include "emulator/services/clusters/cluster_permissions.hpp"

#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {

Result<ObjectFacts> find_cluster_object(Transaction& transaction, Context& context, const std::string& id) {
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto settled, get_cluster(clusters, id, context.clock.now()));
  return ObjectFacts{.creator = settled.cluster.creator};
}

Result<void> require_use(Context& context, Transaction& transaction, const Principal& principal, const Json& spec) {
  if (const auto policy = string_or(spec, "policy_id", ""); !policy.empty())
    DBC_CHECK(require(context, transaction, principal, {"cluster-policies", policy}, level::can_use));
  for (const std::string_view field : {"instance_pool_id", "driver_instance_pool_id"})
    if (const auto pool = string_or(spec, field, ""); !pool.empty())
      DBC_CHECK(require(context, transaction, principal, {"instance-pools", pool}, level::can_attach_to));
  return {};
}

Result<void> require_cluster_creation(Context& context, Transaction& transaction, const Principal& principal,
                                      const Json& spec) {
  if (string_or(spec, "policy_id", "").empty())
    DBC_CHECK(require_entitlement(context, transaction, principal, "allow-cluster-create",
                                  "You are not authorized to create clusters. Please contact your administrator."));
  return require_use(context, transaction, principal, spec);
}

Result<void> ClusterChange::require(const Call& call, Context& context, std::string_view level) {
  return emulator::require(context, transaction_, call.principal(), {"clusters", settled_.cluster.id}, level);
}

}  // namespace dbc::emulator
