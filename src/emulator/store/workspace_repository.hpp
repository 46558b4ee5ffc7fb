#pragma once

#include "emulator/http/call.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// What the workspace is, as settled when it was made.
[[nodiscard]] Result<WorkspaceIdentity> load_identity(Transaction& transaction);

}  // namespace dbc::emulator
