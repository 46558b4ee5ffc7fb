#pragma once

#include "emulator/http/fields.hpp"
#include "emulator/services/permissions/grants.hpp"

namespace dbc::emulator {

/// The `access_control_list` of a request: names turned into principals, levels checked against the kind. Where a
/// principal is named twice the last word counts. Only where `names_admins` may the admins be among them.
[[nodiscard]] Result<Grants> read_access_control_list(Transaction& transaction, const Json& input,
                                                      const SecurableKind& kind, bool names_admins = false);

/// Refuses what may not become the direct grants of an object: no owner or two of them, a group as owner, no admins
/// where they must be named.
[[nodiscard]] Result<void> check_grants(const Grants& grants, const SecurableKind& kind);

/// Refuses direct grants that would take the admins' level from an object that names them.
[[nodiscard]] Result<void> keep_admins(const Grants& grants, const ObjectRef& object);

}  // namespace dbc::emulator
