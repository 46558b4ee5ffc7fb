#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/result.hpp"
#include "emulator/execution/process/world.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

/// The most that a process may take; nothing stands for no limit.
struct ProcessLimits {
  std::optional<std::chrono::seconds> cpu = {};
  std::optional<std::int64_t> memory_bytes = {};  ///< of address space
};

/// The descriptor at which a process finds the socket that it was given.
constexpr int k_channel_descriptor = 3;

/// A process to be started, in a session of its own. Its standard input is empty.
struct ChildSpec {
  std::vector<std::string> argv = {};         ///< the first word is the path of the program, as the child sees it
  std::vector<std::string> environment = {};  ///< NAME=value; the whole environment
  std::filesystem::path folder = "/";         ///< working directory, as the child sees it
  int out = -1;                               ///< becomes standard output
  int err = -1;
  int channel = -1;  ///< becomes `k_channel_descriptor`
  ProcessLimits limits = {};
  std::optional<World> world = {};  ///< the machine as it is where absent
};

/// A started process. All that it starts in turn ends when it does, or when this process does: with a world by the
/// kernel, otherwise as far as it stays in its session.
struct Child {
  pid_t process = -1;
  Descriptor status = {};  ///< tells how the program ended, where `process` is not the program itself

  /// The program's wait status, once `process` was waited for with this one.
  [[nodiscard]] int final_status(int waited) const;
};

/// Starts a process. The caller must have one thread only. Errors: kind `io`, with what did not work; those of the
/// world have kind `config`, so that the caller may do without.
[[nodiscard]] Result<Child> start_child(const ChildSpec& spec);

/// Asks the program and all in its session to end, or ends them.
void signal_child(const Child& child, int signal);

/// Kills every process of this user whose environment has this entry, and waits until there is none.
void kill_marked(const std::string& environment_entry);

}  // namespace dbc::emulator
