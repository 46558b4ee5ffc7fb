#pragma once

#include <filesystem>

#include "dbc/base/result.hpp"
#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {

/// Where a workspace is made complete before it takes the place of the one in `folder`.
[[nodiscard]] std::filesystem::path incoming_folder(const std::filesystem::path& folder);

/// Removes what an earlier attempt left in the incoming folder, and makes the folder anew.
[[nodiscard]] Result<void> prepare_incoming(const std::filesystem::path& folder);

/// Puts the workspace in the incoming folder, which nobody has open, in the place of the one in `folder`: database,
/// files, what runs and clusters keep, key and state. A crash leaves the old one or the new one: what began is
/// completed by the next who opens the workspace. `alone` is the state of `folder`, opened alone. What else lies in the
/// folder stays as it is.
[[nodiscard]] Result<void> replace_workspace(const std::filesystem::path& folder, SharedState& alone);

/// True where a replacement was decided but not completed.
[[nodiscard]] bool is_replacement_pending(const std::filesystem::path& folder);
[[nodiscard]] Result<void> finish_replacement(const std::filesystem::path& folder, SharedState& alone);

}  // namespace dbc::emulator
