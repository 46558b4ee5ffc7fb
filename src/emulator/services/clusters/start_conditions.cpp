#include "emulator/services/clusters/start_conditions.hpp"

#include "emulator/services/clusters/cluster_secrets.hpp"
#include "emulator/services/instance_pools/cluster_pools.hpp"

namespace dbc::emulator {

Result<void> doom_impossible_start(Transaction& transaction, Context& context, Cluster& cluster, TimePoint now) {
  DBC_CHECK(doom_without_secrets(transaction, context, cluster));
  return doom_beyond_capacity(transaction, cluster, now);
}

}  // namespace dbc::emulator
