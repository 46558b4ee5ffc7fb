#include "emulator/execution/driver_machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "dbc/base/files.hpp"
#include "emulator/execution/hidden_folders.hpp"
#include "emulator/execution/process/running_worlds.hpp"
#include "emulator/execution/process/world_trial.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {

Places DriverMachine::places(const DriverHome& home) const {
  if (may_mount_)
    return {.is_mounted = true,
            .dbfs = "/dbfs",
            .workspace = "/Workspace",
            .volumes = "/Volumes",
            .folder = "/databricks/driver",
            .python = "/databricks/python",
            .driver = "/databricks/dbc",
            .packages = home.packages.empty() ? "" : "/databricks/packages",
            .checkout = home.checkout.empty() ? "" : "/databricks/git"};
  return {.is_mounted = false,
          .dbfs = files_.dbfs().physical({}),
          .workspace = files_.workspace().physical({}),
          .volumes = files_.volumes().physical({}),
          .folder = home.folder(),
          .python = home.python(),
          .driver = driver_,
          .packages = home.packages,
          .checkout = home.checkout};
}

namespace {

constexpr int k_attempts = 3;  // to build a world

Error cannot_keep_apart(const Error& problem) {
  return {.kind = ErrorKind::io,
          .message = "The process cannot be kept apart from this machine: " + problem.message,
          .hint =
              "Look for what is wrong with that folder. paths = \"mapped\" under [runs] in emulator.toml starts tasks "
              "without such a box."};
}

/// The places of a runtime that init scripts write to, below /databricks.
constexpr std::array k_runtime_folders{"common/conf",
                                       "hive/conf",
                                       "init_scripts",
                                       "jars",
                                       "spark/conf",
                                       "spark/dbconf/log4j/driver",
                                       "spark/dbconf/log4j/executor",
                                       "spark/scripts",
                                       "spark/work"};

Result<void> fill_runtime(int runtime) {
  for (const std::filesystem::path path : k_runtime_folders) {
    Descriptor folder = open_folder_at(runtime, ".");
    for (const auto& name : path) {
      DBC_TRY(folder, folder_in_place(folder.get(), name.string()));
    }
  }
  if (::symlinkat("python", runtime, "python3") != 0 && errno != EEXIST)
    return system_error(errno, "making /databricks/python3");
  return {};
}

/// Folders of the cluster, whatever a job that could reach them has put in their places.
Result<void> make_home(const DriverHome& home) {
  DBC_CHECK(make_folders(home.root, 0700));
  DBC_TRY(const auto root, folder_below(home.root, {}, Missing::fails));
  const std::string runtime_name = home.runtime().filename();
  const bool is_new = !open_folder_at(root.get(), runtime_name).is_open();
  for (const auto& name : {home.folder_name, home.python().filename().string(), home.conf().filename().string()})
    DBC_CHECK(folder_in_place(root.get(), name));
  DBC_TRY(const auto runtime, folder_in_place(root.get(), runtime_name));
  if (!is_new) return {};  // from now on it is the tasks' own
  return fill_runtime(runtime.get());
}

}  // namespace

Result<World> DriverMachine::world(const DriverHome& home) const {
  DBC_CHECK(make_folders(scratch_, 0700));
  const bool is_task = !home.packages.empty();
  return World{.scratch = scratch_,
               .mounts = {{files_.dbfs().physical({}), "/dbfs"},
                          {files_.workspace().physical({}), "/Workspace"},
                          {files_.volumes().physical({}), "/Volumes"},
                          {home.runtime(), "/databricks"},
                          {home.folder(), "/databricks/driver"},
                          {home.conf(), "/databricks/driver/conf"},
                          // What a task installs is its own; libraries and init scripts are the cluster's.
                          {home.python(), "/databricks/python", is_task},
                          {driver_, "/databricks/dbc", true},
                          // Mounted in all worlds: where it is not, a job could move aside what others have there.
                          {home.packages, "/databricks/packages"},
                          {home.checkout, "/databricks/git"}},
               .read_only = read_only_,
               .hidden = hidden_folders(workspace_folder_)};
}

/// A workspace that was made while the world was built is in neither's sight yet.
void DriverMachine::hide_newer(const Child& child, const std::vector<std::filesystem::path>& hidden) const {
  auto newer = hidden_folders(workspace_folder_);
  std::erase_if(newer, [&](const auto& folder) { return std::ranges::count(hidden, folder) > 0; });
  if (!newer.empty()) hide_in_world_of(child.process, newer);
}

/// Folders that are to be hidden come and go while a world is built: one failure does not mean that none can be.
Result<Child> DriverMachine::start_in_world(const DriverHome& home, ChildSpec spec) const {
  Error problem;
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    DBC_TRY(spec.world, world(home));
    auto child = start_child(spec);
    if (child) hide_newer(*child, spec.world->hidden);
    if (child || child.error().kind != ErrorKind::config) return child;
    problem = child.error();
  }
  return problem;
}

Result<Child> DriverMachine::start(const DriverHome& home, const MakeSpec& make_spec) {
  DBC_CHECK(make_home(home));
  if (!home.packages.empty()) DBC_CHECK(make_folders(home.packages, 0700));
  DBC_TRY(driver_, place_driver_(may_mount_));
  if (!may_mount_) return start_child(make_spec(places(home)));
  auto child = start_in_world(home, make_spec(places(home)));
  if (child || child.error().kind != ErrorKind::config) return child;
  // Where worlds can be built, no task is let out of its own because something stood in the way of it.
  if (can_build_worlds(scratch_)) return cannot_keep_apart(child.error());
  may_mount_ = false;
  return start(home, make_spec);
}

}  // namespace dbc::emulator
