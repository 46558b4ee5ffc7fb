#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/files.hpp"
#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/driver_process.hpp"

namespace dbc::emulator {

/// A program that makes a cluster's driver fit for its tasks.
struct SetupStep {
  enum class Kind {
    init_script,
    library,
  };
  Kind kind = Kind::library;
  std::string name;  ///< of the script's destination, or the library as JSON text
  std::function<Result<std::vector<std::string>>(const Places& places)> argv;  ///< an error where it cannot work here
};

/// What is missing on a driver. `libraries` are JSON texts; what was done since the cluster's last start is left out.
[[nodiscard]] std::vector<SetupStep> missing_steps(const RunScene& scene, const ReadyCluster& cluster,
                                                   const std::vector<std::string>& libraries);

/// A step that failed.
struct SetupFailure {
  SetupStep step;
  std::string message;  ///< what it said last, or why it could not begin
};
using OnSetup = std::function<void(std::optional<SetupFailure> failure)>;

/// Takes the steps one after the other, while no other run prepares the same driver.
class ClusterSetup {
 public:
  ClusterSetup(RunScene& scene, ReadyCluster cluster, std::vector<std::string> libraries, OnSetup on_setup);
  ~ClusterSetup();
  ClusterSetup(const ClusterSetup&) = delete;
  ClusterSetup& operator=(const ClusterSetup&) = delete;

  void begin();
  /// Ends the present step by force; the failure is told.
  void stop();

 private:
  void take_lock();
  void next();
  [[nodiscard]] Result<void> start(const SetupStep& step);
  void end_step(int wait_status);
  void fail(std::string message);
  void finish(std::optional<SetupFailure> failure);

  RunScene& scene_;
  ReadyCluster cluster_;
  std::vector<std::string> libraries_;
  OnSetup on_setup_;
  std::vector<SetupStep> steps_ = {};
  std::size_t current_ = 0;
  std::optional<FileLock> lock_ = {};
  std::optional<TaskLog> log_ = {};
  std::unique_ptr<DriverProcess> process_ = {};
  std::optional<EventLoop::TimerId> timer_ = {};
};

}  // namespace dbc::emulator
