#include "emulator/services/instance_pools/pool_permissions.hpp"

#include "emulator/services/instance_pools/instance_pool.hpp"

namespace dbc::emulator {

Result<ObjectFacts> find_pool_object(Transaction& transaction, Context&, const std::string& id) {
  InstancePoolRepository pools(transaction);
  DBC_TRY(const auto pool, get_pool(pools, id));
  return ObjectFacts{.creator = pool.creator};
}

}  // namespace dbc::emulator
