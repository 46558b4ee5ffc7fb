#pragma once

#include "emulator/services/permissions/grants.hpp"

namespace dbc::emulator {

/// The reply to every request about the permissions of an object: who has what on it, and from where.
[[nodiscard]] Result<Json> object_permissions(Transaction& transaction, Context& context, const ObjectRef& object,
                                              const ObjectFacts& facts);

/// The levels of a kind with a description of each.
[[nodiscard]] Json permission_levels(const SecurableKind& kind);

}  // namespace dbc::emulator
