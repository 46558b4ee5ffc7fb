#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/files.hpp"
#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"
#include "dbc/emulator/coverage.hpp"
#include "dbc/emulator/seed.hpp"

namespace dbc::commands {

[[nodiscard]] Result<void> run_emulator_start(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_stop(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_status(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_supervise(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_coverage(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_exec(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_log(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_reset(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_clock_show(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_clock_set(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_clock_advance(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_clock_reset(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_snapshot_save(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_snapshot_load(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_snapshot_list(cli::Session& session, const cli::Invocation& invocation);
[[nodiscard]] Result<void> run_emulator_snapshot_delete(cli::Session& session, const cli::Invocation& invocation);

[[nodiscard]] Result<void> run_emulator_token_create(cli::Session& session, const cli::Invocation& invocation);

/// The tables of docs/emulator.md: the services with a count of what is modelled, and every request that is.
[[nodiscard]] std::string coverage_as_markdown(const std::vector<emulator::Coverage>& all);

/// What a running emulator leaves in its data directory for `status` and `stop`.
struct EmulatorState {
  std::string url;
  int pid = 0;
  std::string served_with = {};  ///< the folder of the server's first workspace, where this is another one
};

/// Held for as long as a server serves the directory; a server that died lets go of it.
[[nodiscard]] std::filesystem::path lock_path(const std::filesystem::path& directory);
/// Takes the lock, and forgets what a server before left. `hint` is for where another server has it.
[[nodiscard]] Result<FileLock> lock_for_server(const std::filesystem::path& directory, const std::string& hint);
/// Does nothing in a directory that may not be written: its server cannot be found then.
[[nodiscard]] Result<void> write_state(const std::filesystem::path& directory, const EmulatorState& state);
/// The words that end the server.
[[nodiscard]] std::string stop_command(const std::filesystem::path& directory, const EmulatorState& state);
/// An error of kind `io` where a server serves the directory.
[[nodiscard]] Result<void> require_no_server(const std::filesystem::path& directory);
/// What the server that serves, or served, the directory has left there.
[[nodiscard]] std::optional<EmulatorState> read_state(const std::filesystem::path& directory);
/// Nothing where no server serves the directory.
[[nodiscard]] Result<std::optional<EmulatorState>> running_emulator(const std::filesystem::path& directory);

/// What --seed and --seed-ids say of a workspace that is to be made. Warnings of the seed go to stderr.
[[nodiscard]] Result<emulator::NewWorkspace> wanted_workspace(cli::Session& session, const cli::Invocation& invocation);

}  // namespace dbc::commands
