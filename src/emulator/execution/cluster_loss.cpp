#include <algorithm>

#include "emulator/execution/cluster_failure.hpp"
#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_repository.hpp"

// How the keeper finds that a cluster ended under the tasks on it.

namespace dbc::emulator {

/// What became of the cluster of an attempt; nothing while it is what it was. The clock alone ends no cluster that is
/// in use, so that the state counts as it was stored.
Result<std::optional<RunState>> ClusterKeeper::find_loss(const Use& use) {
  DBC_TRY(auto transaction, scene_.store.begin_read());
  DBC_TRY(const auto cluster, ClusterRepository(transaction).find(*use.cluster.id));
  if (!cluster) return std::optional(removed_during_run(*use.cluster.id));
  if (!is_active(*cluster)) return std::optional(terminated_during_run(*cluster));
  if (cluster->spark_context_id != use.cluster.spark_context_id) return std::optional(restarted_during_run(*cluster));
  return std::optional<RunState>{};
}

/// The next task that shares it gets a new one.
void ClusterKeeper::forget_shared(const std::string& id) {
  std::erase_if(shared_, [&](const auto& entry) { return entry.second == id; });
}

Result<void> ClusterKeeper::look() {
  std::vector<std::pair<OnLost, RunState>> losses;
  for (auto use = uses_.begin(); use != uses_.end();) {
    DBC_TRY(const auto loss, find_loss(use->second));
    if (loss) {
      forget_shared(*use->second.cluster.id);
      losses.emplace_back(std::move(use->second.on_lost), *loss);
    }
    use = loss ? uses_.erase(use) : std::next(use);
  }
  for (const auto& [on_lost, state] : losses) on_lost(state);  // may take up and release clusters
  return {};
}

}  // namespace dbc::emulator
