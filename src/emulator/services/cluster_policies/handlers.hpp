#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.x/policies/clusters that have a file of their own.

// compliance.cpp
[[nodiscard]] Result<Reply> get_compliance(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_compliance(const Call& call, Context& context);

}  // namespace dbc::emulator
