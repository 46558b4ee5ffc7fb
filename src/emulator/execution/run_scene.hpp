#pragma once

#include <map>
#include <memory>
#include <string>

#include "emulator/execution/driver_machine.hpp"
#include "emulator/execution/execution_settings.hpp"
#include "emulator/execution/process/event_loop.hpp"
#include "emulator/execution/run_book.hpp"
#include "emulator/execution/run_folder.hpp"
#include "emulator/execution/task_engine.hpp"
#include "emulator/http/call.hpp"
#include "emulator/services/runs/run_launcher.hpp"

namespace dbc::emulator {

class GitCheckout;

/// What everything that takes part in carrying out a run shares.
struct RunScene {
  Store& store;
  FileStore& files;
  const Clock& clock;
  EventLoop& loop;
  RunLauncher& launcher;
  const ExecutionSettings& settings;
  const WorkspaceIdentity& identity;
  RunFolder folder;
  Run run;            ///< as it was when it was taken up
  Json run_settings;  ///< `run.settings`, read
  RunBook book;
  DriverMachine machine;
  ClusterKeeper* clusters = nullptr;
  GitCheckout* checkout = nullptr;  ///< of a run whose settings have a git_source
  std::map<std::string, std::unique_ptr<TaskEngine>, std::less<>> engines = {};

  [[nodiscard]] const std::filesystem::path& workspace_folder() const { return store.folder(); }
  /// For what the services offer to handlers.
  [[nodiscard]] Context context() const {
    return {.store = store, .files = files, .clock = clock, .identity = identity, .launcher = launcher};
  }
};

}  // namespace dbc::emulator
