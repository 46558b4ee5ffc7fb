#pragma once

#include <filesystem>
#include <functional>

#include "emulator/execution/execution_settings.hpp"
#include "emulator/execution/process/child.hpp"
#include "emulator/files/file_store.hpp"

namespace dbc::emulator {

/// Where a process of a run finds what a driver has, by its own names.
struct Places {
  bool is_mounted = false;          ///< as on a driver: /dbfs, /Workspace, /Volumes and /databricks are there
  std::filesystem::path dbfs;       ///< what /dbfs stands for
  std::filesystem::path workspace;  ///< what /Workspace stands for
  std::filesystem::path volumes;    ///< what /Volumes stands for
  std::filesystem::path folder;     ///< the working directory, /databricks/driver
  std::filesystem::path python;     ///< the virtual environment, /databricks/python
  std::filesystem::path driver;     ///< the Python driver's own files
  std::filesystem::path packages;   ///< where %pip installs to, /databricks/packages; empty for other programs
  std::filesystem::path checkout;   ///< the files of the job's git_source, /databricks/git; empty where there are none
};

/// The folders of a cluster, or of tasks without one, on this machine.
struct DriverHome {
  std::filesystem::path root;
  std::filesystem::path packages = {};  ///< of one task alone; empty for what is no task
  std::filesystem::path checkout = {};  ///< of the run's git_source; empty for what does not use it
  std::string folder_name = k_driver_folder;
  static constexpr const char* k_driver_folder = "driver";
  [[nodiscard]] std::filesystem::path folder() const { return root / folder_name; }
  [[nodiscard]] std::filesystem::path python() const { return root / "python"; }
  /// What else lies below /databricks, where init scripts put settings and jars.
  [[nodiscard]] std::filesystem::path runtime() const { return root / "runtime"; }
  /// The cluster's /databricks/driver/conf, in whoever's driver folder.
  [[nodiscard]] std::filesystem::path conf() const { return root / "conf"; }
};

/// Starts processes that see the workspace's files as they would on a driver, as far as the kernel lets us.
class DriverMachine {
 public:
  DriverMachine(const FileStore& files, const ExecutionSettings& settings, std::filesystem::path workspace_folder,
                std::filesystem::path scratch)
      : files_(files),
        workspace_folder_(std::move(workspace_folder)),
        scratch_(std::move(scratch)),
        may_mount_(settings.may_mount) {}

  using MakeSpec = std::function<ChildSpec(const Places& places)>;
  /// Starts what `make_spec` says for the places; asked again where this machine turns out to have no mounting. Where
  /// it has, but not this time, that is an error of kind `io`: nothing is started out of its box by accident.
  [[nodiscard]] Result<Child> start(const DriverHome& home, const MakeSpec& make_spec);
  /// How the Python driver's files are found; to be told before the first start.
  using PlaceDriver = std::function<Result<std::filesystem::path>(bool is_mounted)>;
  void set_driver(PlaceDriver place_driver) { place_driver_ = std::move(place_driver); }
  /// The folders that no process can write to where there is mounting.
  void set_read_only(std::vector<std::filesystem::path> folders) { read_only_ = std::move(folders); }
  [[nodiscard]] bool is_mounting() const { return may_mount_; }

 private:
  [[nodiscard]] Places places(const DriverHome& home) const;
  [[nodiscard]] Result<World> world(const DriverHome& home) const;
  [[nodiscard]] Result<Child> start_in_world(const DriverHome& home, ChildSpec spec) const;
  void hide_newer(const Child& child, const std::vector<std::filesystem::path>& hidden) const;

  const FileStore& files_;
  std::filesystem::path workspace_folder_;
  std::filesystem::path scratch_;
  PlaceDriver place_driver_;
  std::filesystem::path driver_;
  std::vector<std::filesystem::path> read_only_ = {};
  bool may_mount_;
};

}  // namespace dbc::emulator
