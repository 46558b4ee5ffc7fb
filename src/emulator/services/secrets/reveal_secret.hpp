#pragma once

#include <string>

#include "emulator/http/call.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The bytes of a secret in clear, for whoever may read them: callers ask for permission first. "Secret does not exist
/// with scope: <scope> and key: <key>" where there is none.
[[nodiscard]] Result<std::string> reveal_secret(Transaction& transaction, const Context& context,
                                                const std::string& scope, const std::string& key);

}  // namespace dbc::emulator
