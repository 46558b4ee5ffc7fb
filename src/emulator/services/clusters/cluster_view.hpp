#pragma once

#include "emulator/services/clusters/cluster.hpp"

namespace dbc::emulator {

/// A settled cluster as `clusters/get` and `clusters/list` show it.
[[nodiscard]] Json cluster_info(const Cluster& cluster);

}  // namespace dbc::emulator
