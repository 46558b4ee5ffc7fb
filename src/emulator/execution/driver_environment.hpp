#pragma once

#include <string>
#include <vector>

#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/driver_machine.hpp"

namespace dbc::emulator {

struct RunScene;

/// The whole environment of a process of a run: what a driver has, what the cluster declares, and nothing of the
/// process that started it but the folders of programs.
[[nodiscard]] std::vector<std::string> driver_environment(const ReadyCluster& cluster, const Places& places,
                                                          const RunScene& scene);

}  // namespace dbc::emulator
