#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// A whole workspace that was kept under a name: `folder`/snapshots/NAME is a workspace folder itself.
struct Snapshot {
  std::string name;
  TimePoint created_at = {};  ///< by the machine's clock
  std::uint64_t bytes = 0;    ///< size of all its files
};

/// Keeps the workspace in `folder`: database, files, key of the secrets, clock and source of ids, all of one moment.
/// Servers may go on meanwhile; who wants to change a file waits. An existing snapshot is an error of kind `input`,
/// unless `overwrites`. A snapshot that is not complete is never seen.
[[nodiscard]] Result<Snapshot> save_snapshot(const std::filesystem::path& folder, std::string_view name,
                                             bool overwrites, TimePoint now);

/// Puts a snapshot in the place of the workspace, or makes the workspace from it. An error of kind `io` where a process
/// uses the workspace. A crash leaves the old workspace or the whole new one.
[[nodiscard]] Result<void> load_snapshot(const std::filesystem::path& folder, std::string_view name);

/// By name.
[[nodiscard]] Result<std::vector<Snapshot>> list_snapshots(const std::filesystem::path& folder);

[[nodiscard]] Result<void> delete_snapshot(const std::filesystem::path& folder, std::string_view name);

}  // namespace dbc::emulator
