#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/execution/driver_machine.hpp"
#include "emulator/services/clusters/cluster.hpp"
#include "emulator/services/runs/run_state.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

struct RunScene;

/// What a task runs on.
struct ReadyCluster {
  std::optional<std::string> id = {};  ///< nothing for a task without a cluster
  std::optional<std::int64_t> spark_context_id = {};
  Json attributes = Json::object();
  DriverHome home = {};
  std::vector<std::filesystem::path> log_folders = {};  ///< where its driver's output is to go as well
};

/// How a cluster could not be had.
using ClusterResult = std::variant<ReadyCluster, RunState>;
using OnCluster = std::function<void(ClusterResult result)>;

/// Starts and makes the clusters that the tasks of a run ask for.
class ClusterKeeper {
 public:
  explicit ClusterKeeper(RunScene& scene) : scene_(scene) {}

  /// Brings the task's cluster up, with its libraries and init scripts. Calls once, at once or later.
  void ensure(const Json& task, const OnCluster& on_cluster);
  /// Keeps the clusters from ending for lack of activity.
  void touch();

 private:
  [[nodiscard]] Result<ClusterResult> find(const Json& task);
  [[nodiscard]] Result<ClusterResult> existing(const std::string& id);
  [[nodiscard]] Result<ClusterResult> make(const Json& spec, const std::string& suffix);
  [[nodiscard]] Result<ClusterResult> shared(const std::string& key);
  [[nodiscard]] ReadyCluster ready(const Cluster& cluster, const Json& attributes) const;
  [[nodiscard]] ReadyCluster serverless() const;

  RunScene& scene_;
  std::map<std::string, std::string> shared_ = {};  ///< cluster id by job_cluster_key
  std::map<std::string, bool> used_ = {};           ///< ids of existing clusters
};

}  // namespace dbc::emulator
