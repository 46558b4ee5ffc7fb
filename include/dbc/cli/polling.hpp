#pragma once

#include <chrono>

#include "dbc/cli/session.hpp"

namespace dbc::cli {

/// How long to wait before the workspace is asked again, `attempt` counting from 0. A workspace on this machine
/// (`local:NAME`, or a loopback address) answers for nothing, so that what ends soon is seen to end after
/// milliseconds; of any other one, the pause is `elsewhere`.
[[nodiscard]] Result<std::chrono::milliseconds> poll_pause(Session& session, std::size_t attempt,
                                                           std::chrono::milliseconds elsewhere);

}  // namespace dbc::cli
