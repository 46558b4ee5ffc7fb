#pragma once

#include "emulator/http/route.hpp"
#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

// The handlers of /api/2.x/policies/clusters that have a file of their own.

// policies.cpp: what permissions need to know of a policy
[[nodiscard]] Result<ObjectFacts> find_policy_object(Transaction& transaction, Context& context, const std::string& id);

// compliance.cpp
[[nodiscard]] Result<Reply> get_compliance(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_compliance(const Call& call, Context& context);

}  // namespace dbc::emulator
