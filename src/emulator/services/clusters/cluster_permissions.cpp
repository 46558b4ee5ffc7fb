#include "emulator/services/clusters/cluster_permissions.hpp"

#include "emulator/http/error_code.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {

Result<ObjectFacts> find_cluster_object(Transaction& transaction, Context& context, const std::string& id) {
  ClusterRepository clusters(transaction);
  // The clusters service calls a missing one a wrong parameter; for permissions it is just missing.
  DBC_TRY(const auto found, clusters.find(id));
  if (!found) return api_error(ErrorCode::resource_does_not_exist, "Cluster " + id + " does not exist");
  DBC_TRY(const auto settled, get_cluster(clusters, id, context.clock.now()));
  return ObjectFacts{.creator = settled.cluster.creator};
}

Result<void> ClusterChange::require(const Call& call, Context& context, std::string_view level) {
  return emulator::require(context, transaction_, call.principal(), {"clusters", settled_.cluster.id}, level);
}

Result<void> require_parts(const Principal& principal, Context& context, Transaction& transaction, const Json& spec) {
  const std::string policy = string_or(spec, "policy_id", "");
  if (!policy.empty())
    DBC_CHECK(emulator::require(context, transaction, principal, {"cluster-policies", policy}, level::can_use));
  for (const char* field : {"instance_pool_id", "driver_instance_pool_id"}) {
    const std::string pool = string_or(spec, field, "");
    if (!pool.empty())
      DBC_CHECK(emulator::require(context, transaction, principal, {"instance-pools", pool}, level::can_attach_to));
  }
  return {};
}

Result<void> require_to_create(const Principal& principal, Context& context, Transaction& transaction,
                               const Json& spec) {
  if (string_or(spec, "policy_id", "").empty())
    DBC_CHECK(require_entitlement(context, transaction, principal, "allow-cluster-create",
                                  "You are not authorized to create clusters. Please contact your administrator."));
  return require_parts(principal, context, transaction, spec);
}

Result<void> require_to_edit(const Principal& principal, Context& context, Transaction& transaction, const Json& before,
                             const Json& spec) {
  const bool had_policy = !string_or(before, "policy_id", "").empty();
  return had_policy ? require_to_create(principal, context, transaction, spec)
                    : require_parts(principal, context, transaction, spec);
}

}  // namespace dbc::emulator
