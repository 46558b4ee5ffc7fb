#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace dbc::emulator {

/// What a run keeps beside the database: `<workspace>/runs/<id>`.
class RunFolder {
 public:
  RunFolder(const std::filesystem::path& workspace_folder, std::int64_t run_id)
      : root_(workspace_folder / "runs" / std::to_string(run_id)) {}

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  /// Held by whoever carries the run out; its text begins with the number of that process.
  [[nodiscard]] std::filesystem::path lock() const { return root_ / "lock"; }
  /// Holds what a task run printed: the files `stdout` and `stderr`.
  [[nodiscard]] std::filesystem::path logs(std::int64_t task_run_id) const {
    return root_ / "logs" / std::to_string(task_run_id);
  }
  /// What %pip installs for a task run.
  [[nodiscard]] std::filesystem::path packages(std::int64_t task_run_id) const {
    return packages() / std::to_string(task_run_id);
  }
  [[nodiscard]] std::filesystem::path packages() const { return root_ / "packages"; }
  /// The home of tasks without a cluster.
  [[nodiscard]] std::filesystem::path serverless() const { return root_ / "serverless"; }
  /// The files of the job's git_source.
  [[nodiscard]] std::filesystem::path checkout() const { return root_ / "git"; }
  /// An empty folder for `World::scratch`.
  [[nodiscard]] std::filesystem::path scratch() const { return root_ / "root"; }

 private:
  std::filesystem::path root_;
};

/// In the environment of every process of a run, so that none is overlooked.
[[nodiscard]] inline std::string run_mark(std::int64_t run_id) { return "DBC_RUN_ID=" + std::to_string(run_id); }

}  // namespace dbc::emulator
