#pragma once

#include <string_view>

#include "dbc/cli/session.hpp"

namespace dbc::cli {

/// Asks on the terminal whether to go on; an error of kind `aborted` where the answer is anything but yes. To be called
/// only where there is somebody to ask (`Input::is_terminal`).
[[nodiscard]] Result<void> confirm(Session& session, std::string_view question);

}  // namespace dbc::cli
