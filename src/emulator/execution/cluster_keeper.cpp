#include "emulator/execution/cluster_keeper.hpp"

#include "emulator/execution/cluster_failure.hpp"
#include "emulator/execution/cluster_setup.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/setup_record.hpp"
#include "emulator/execution/task_engine.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_repository.hpp"

namespace dbc::emulator {

ClusterKeeper::ClusterKeeper(RunScene& scene) : scene_(scene) {}
ClusterKeeper::~ClusterKeeper() = default;

void ClusterKeeper::ensure(const Json& task, std::int64_t task_run_id, OnCluster on_cluster, OnLost on_lost) {
  auto found = find(task);
  if (!found) return on_cluster(ClusterFailure(could_not_run_state(found.error().message, "INVALID_CLUSTER_REQUEST")));
  const auto* cluster = std::get_if<ReadyCluster>(&*found);
  if (cluster == nullptr) return on_cluster(std::move(*found));
  if (cluster->id) uses_[task_run_id] = {.cluster = *cluster, .on_lost = std::move(on_lost)};
  prepare(task, *cluster, task_run_id, std::move(on_cluster));
}

void ClusterKeeper::prepare(const Json& task, const ReadyCluster& cluster, std::int64_t task_run_id,
                            OnCluster on_cluster) {
  auto libraries = libraries_for(task, cluster);
  const auto refreshed = refresh_home(cluster);
  if (!libraries || !refreshed) {
    const Error& error = !libraries ? libraries.error() : refreshed.error();
    return on_cluster(ClusterFailure(could_not_run_state(error.message, "CLUSTER_ERROR")));
  }
  if (missing_steps(scene_, cluster, *libraries).empty()) return on_cluster(cluster);
  auto setup = std::make_unique<ClusterSetup>(
      scene_, cluster, std::move(*libraries),
      [this, cluster, task_run_id, on_cluster = std::move(on_cluster)](const std::optional<SetupFailure>& failure) {
        const auto recorded = record(cluster, failure);
        const auto finished = std::move(setups_[task_run_id]);  // until this returns
        setups_.erase(task_run_id);
        if (!recorded)
          return on_cluster(ClusterFailure(could_not_run_state(recorded.error().message, "CLUSTER_ERROR")));
        if (failure) return on_cluster(ClusterFailure(state_of(*failure, cluster.id.value_or("")), cluster.id));
        on_cluster(cluster);
      });
  auto& begun = setups_[task_run_id] = std::move(setup);
  begun->begin();
}

void ClusterKeeper::stop(std::int64_t task_run_id) {
  if (const auto found = setups_.find(task_run_id); found != setups_.end()) found->second->stop();
}

Result<void> ClusterKeeper::touch(Transaction& transaction) {
  const TimePoint now = scene_.clock.now();
  ClusterRepository clusters(transaction);
  for (const auto& id : used_) {
    DBC_TRY(auto cluster, clusters.find(id));
    // Not settled first: by the clock alone it may seem to have been idle for long.
    if (!cluster || cluster->state != ClusterState::running) continue;
    cluster->active_at = now;
    DBC_CHECK(clusters.save(*cluster, {}));
  }
  touched_at_ = now;
  return {};
}

Result<void> ClusterKeeper::keep() {
  constexpr std::chrono::minutes k_interval{1};
  const TimePoint now = scene_.clock.now();
  if (used_.empty() || (touched_at_ <= now && now - touched_at_ < k_interval)) return {};
  DBC_TRY(auto transaction, scene_.store.begin_write());
  DBC_CHECK(touch(transaction));
  return transaction.commit();
}

}  // namespace dbc::emulator
