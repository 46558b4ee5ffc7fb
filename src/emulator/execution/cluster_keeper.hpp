#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/execution/driver_machine.hpp"
#include "emulator/services/clusters/cluster.hpp"
#include "emulator/services/runs/run_state.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

struct RunScene;
struct SetupFailure;
class ClusterSetup;

/// What a task runs on.
struct ReadyCluster {
  std::optional<std::string> id = {};  ///< nothing for a task without a cluster
  std::optional<std::int64_t> spark_context_id = {};
  Json attributes = Json::object();
  DriverHome home = {};
  bool is_starting = false;                             ///< it waits for its init scripts
  std::vector<std::filesystem::path> log_folders = {};  ///< where its driver's output is to go as well
};

/// Why a cluster could not be had.
struct ClusterFailure {
  ClusterFailure(RunState how, std::optional<std::string> id = std::nullopt)  // NOLINT(google-explicit-constructor)
      : state(std::move(how)), cluster_id(std::move(id)) {}
  RunState state;
  std::optional<std::string> cluster_id;  ///< of a cluster that was there, but of no use
};
using ClusterResult = std::variant<ReadyCluster, ClusterFailure>;
using OnCluster = std::function<void(ClusterResult result)>;
/// Tells what a task comes to that was on a cluster when that ended.
using OnLost = std::function<void(const RunState& state)>;

/// Starts and makes the clusters that the tasks of a run ask for.
class ClusterKeeper {
 public:
  explicit ClusterKeeper(RunScene& scene);
  ~ClusterKeeper();
  ClusterKeeper(const ClusterKeeper&) = delete;
  ClusterKeeper& operator=(const ClusterKeeper&) = delete;

  /// Brings the cluster of an attempt at a task up, with its init scripts and libraries. Calls once, at once or later.
  /// From then on, until `release`, calls `on_lost` once should somebody end or restart the cluster.
  void ensure(const Json& task, std::int64_t task_run_id, OnCluster on_cluster, OnLost on_lost);
  /// Does not wait any longer; the failure is told.
  void stop(std::int64_t task_run_id);
  /// The attempt needs its cluster no more.
  void release(std::int64_t task_run_id) { uses_.erase(task_run_id); }
  /// Looks whether the clusters in use are still those that they were; to be called now and then.
  [[nodiscard]] Result<void> look();
  /// Keeps existing clusters from ending for lack of activity; to be called now and then.
  [[nodiscard]] Result<void> keep();
  /// The countdown of existing clusters begins anew, as it does when a run ends.
  [[nodiscard]] Result<void> touch(Transaction& transaction);

 private:
  /// An attempt's hold on a cluster, as that was when the attempt got it.
  struct Use {
    ReadyCluster cluster;
    OnLost on_lost;
  };
  [[nodiscard]] Result<ClusterResult> find(const Json& task);
  [[nodiscard]] Result<ClusterResult> existing(const std::string& id);
  [[nodiscard]] Result<ClusterResult> make(const Json& spec, const std::string& suffix);
  [[nodiscard]] Result<ClusterResult> shared(const std::string& key);
  [[nodiscard]] Result<ClusterResult> hand_over(Transaction& transaction, const Cluster& cluster,
                                                const Json& attributes, bool is_starting) const;
  [[nodiscard]] ReadyCluster ready_of(const Cluster& cluster, const Json& attributes) const;
  [[nodiscard]] ReadyCluster serverless(const std::string& environment_key) const;
  [[nodiscard]] Result<std::vector<std::string>> libraries_for(const Json& task, const ReadyCluster& cluster);
  void prepare(const Json& task, const ReadyCluster& cluster, std::int64_t task_run_id, OnCluster on_cluster);
  [[nodiscard]] Result<std::optional<RunState>> find_loss(const Use& use);
  void forget_shared(const std::string& id);
  [[nodiscard]] Result<void> record(const ReadyCluster& cluster, const std::optional<SetupFailure>& failure);

  RunScene& scene_;
  std::map<std::string, std::string> shared_ = {};  ///< cluster id by job_cluster_key
  std::set<std::string> used_ = {};                 ///< ids of existing clusters
  std::map<std::int64_t, Use> uses_ = {};           ///< by the task run
  TimePoint touched_at_ = {};
  std::map<std::int64_t, std::unique_ptr<ClusterSetup>> setups_;  ///< by the task run that waits
};

}  // namespace dbc::emulator
