#include "emulator/services/clusters/cluster_permissions.hpp"

#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {

Result<ObjectFacts> find_cluster_object(Transaction& transaction, Context& context, const std::string& id) {
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto settled, get_cluster(clusters, id, context.clock.now()));
  return ObjectFacts{.creator = settled.cluster.creator};
}

Result<void> ClusterChange::require(const Call& call, Context& context, std::string_view level) {
  return emulator::require(context, transaction_, call.principal(), {"clusters", settled_.cluster.id}, level);
}

}  // namespace dbc::emulator
