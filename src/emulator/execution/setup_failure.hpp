#pragma once

#include "emulator/execution/cluster_setup.hpp"

namespace dbc::emulator {

/// The termination_reason of a cluster whose init script failed.
[[nodiscard]] Json init_script_reason(const SetupFailure& failure, const ReadyCluster& cluster);

/// How a task ends that needs the cluster.
[[nodiscard]] RunState state_of(const SetupFailure& failure, const ReadyCluster& cluster);

}  // namespace dbc::emulator
