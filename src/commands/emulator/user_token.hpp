#pragma once

#include <string>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "dbc/emulator/workspace.hpp"

namespace dbc::commands {

/// Makes a token as the owner of the workspace. `request` has user_name, the name of a user or the application id of a
/// service principal, and what else tokens/create takes. The reply of that.
[[nodiscard]] Result<Json> make_user_token(emulator::Workspace& workspace, const Json& request);

}  // namespace dbc::commands
