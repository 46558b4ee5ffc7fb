#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The value that somebody has set for a switch of /workspace-conf; nothing where nobody has.
[[nodiscard]] Result<std::optional<std::string>> workspace_conf(Transaction& transaction, std::string_view key);

}  // namespace dbc::emulator
