#pragma once

#include "emulator/http/call.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// What the workspace is, as settled when it was made.
[[nodiscard]] Result<WorkspaceIdentity> load_identity(Transaction& transaction);

/// Takes the ids that a new workspace drew at random from its source of ids instead: its own, those of its policies,
/// and the first one of workspace objects.
[[nodiscard]] Result<void> draw_numbers_anew(Transaction& transaction);

}  // namespace dbc::emulator
