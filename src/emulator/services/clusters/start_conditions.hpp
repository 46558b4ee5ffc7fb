#pragma once

#include "emulator/http/call.hpp"
#include "emulator/services/clusters/cluster.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Lets the start that `cluster` has begun fail where it cannot have what it asks for: machines of a pool, or secrets.
[[nodiscard]] Result<void> doom_impossible_start(Transaction& transaction, Context& context, Cluster& cluster,
                                                 TimePoint now);

}  // namespace dbc::emulator
