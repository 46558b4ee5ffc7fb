#pragma once

#include <string>
#include <vector>

#include "emulator/execution/cluster_keeper.hpp"

namespace dbc::emulator {

/// What was done on a driver since its cluster started; kept beside its folders.
struct SetupRecord {
  bool has_run_scripts = false;
  std::vector<std::string> libraries = {};  ///< JSON texts

  /// Empty where the cluster was started anew since the record was written.
  [[nodiscard]] static SetupRecord read(const ReadyCluster& cluster);
  [[nodiscard]] Result<void> write(const ReadyCluster& cluster) const;
};

/// Removes what an earlier driver of the cluster left behind, where the cluster was started anew since.
[[nodiscard]] Result<void> refresh_home(const ReadyCluster& cluster);

}  // namespace dbc::emulator
