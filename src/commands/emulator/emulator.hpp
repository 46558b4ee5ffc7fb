#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "dbc/base/files.hpp"
#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_emulator_start(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_stop(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_status(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_supervise(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_coverage(cli::Session& session, const cli::Invocation& invocation);

/// What a running emulator leaves in its data directory for `status` and `stop`.
struct EmulatorState {
  std::string url;
  int pid = 0;
};

/// --data-dir as an absolute path, else the folder of the embedded workspace `default`, so that both doors meet there.
[[nodiscard]] Result<std::filesystem::path> data_directory(const cli::Session& session,
                                                           const cli::Invocation& invocation);

/// Held for as long as a server serves the directory; a server that died lets go of it.
[[nodiscard]] std::filesystem::path lock_path(const std::filesystem::path& directory);
[[nodiscard]] Result<void> write_state(const std::filesystem::path& directory, const EmulatorState& state);
/// Nothing where no server serves the directory.
[[nodiscard]] Result<std::optional<EmulatorState>> running_emulator(const std::filesystem::path& directory);

}  // namespace dbc::commands
