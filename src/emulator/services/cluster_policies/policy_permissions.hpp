#pragma once

#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

/// What permissions need to know of a cluster policy. Only admins change policies, so that a creator has no say, and
/// everybody may make a cluster of their own.
[[nodiscard]] Result<ObjectFacts> find_policy_object(Transaction& transaction, Context& context, const std::string& id);

}  // namespace dbc::emulator
