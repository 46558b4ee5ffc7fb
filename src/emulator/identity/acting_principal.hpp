#pragma once

#include <string>

#include "emulator/http/call.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The user, or service principal, of that name as one who acts. One who is gone, inactive, or never was gets the id 0,
/// and may do nothing.
[[nodiscard]] Result<Principal> acting_principal(Transaction& transaction, const std::string& name);

}  // namespace dbc::emulator
