#pragma once

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Refuses a cluster or a pool whose `aws_attributes` name an instance profile that nobody added to the workspace.
[[nodiscard]] Result<void> require_instance_profile(Transaction& transaction, const Json& attributes);

}  // namespace dbc::emulator
