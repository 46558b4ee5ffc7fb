#pragma once

#include "dbc/base/json.hpp"
#include "emulator/services/instance_pools/instance_pool.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The tags that the service gives a pool, and every cluster whose machines are from there.
[[nodiscard]] Result<Json> default_tags_of(Transaction& transaction, const InstancePool& pool);

/// Puts the tags of the pools that a cluster's machines are from into its `default_tags`, those of the workers' pool
/// over those of the driver's. INVALID_PARAMETER_VALUE names the cluster's own tags that a pool has as well.
[[nodiscard]] Result<void> take_pool_tags(Transaction& transaction, Json& attributes);

}  // namespace dbc::emulator
