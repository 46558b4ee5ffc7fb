#pragma once

#include "emulator/http/call.hpp"
#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

// The one place where a service asks whether somebody may do something. What a `no` means is the workspace's choice:
// `off` lets everybody do everything, `warn` says so in a header of the reply, `enforce` refuses. Admins may always.

/// PERMISSION_DENIED unless the principal has this level, or a higher one, on the object: by a grant to itself or to
/// one of its groups, on the object or on a folder above it. A missing object is the error of its service.
///
///     DBC_CHECK(require(context, transaction, call.principal(), {"clusters", id}, level::can_restart));
[[nodiscard]] Result<void> require(Context& context, Transaction& transaction, const Principal& principal,
                                   const ObjectRef& object, std::string_view level);

/// The same question without a refusal, for lists: false only where the mode is `enforce`.
[[nodiscard]] Result<bool> may(Context& context, Transaction& transaction, const Principal& principal,
                               const ObjectRef& object, std::string_view level);

/// PERMISSION_DENIED with this message unless the principal or one of its groups has the entitlement, e.g.
/// allow-cluster-create.
[[nodiscard]] Result<void> require_entitlement(Context& context, Transaction& transaction, const Principal& principal,
                                               std::string_view entitlement, std::string_view message);

/// PERMISSION_DENIED with this message unless the principal has this name, or is an admin.
[[nodiscard]] Result<void> require_identity(Context& context, Transaction& transaction, const Principal& principal,
                                            std::string_view user_name, std::string_view message);

/// PERMISSION_DENIED unless the principal is an admin, whatever the mode. `action` completes "Only admins may".
[[nodiscard]] Result<void> require_admin(const Principal& principal, std::string_view action);

/// PERMISSION_DENIED for one whom a door names and who is gone or inactive: even what everybody may is not for them.
[[nodiscard]] Result<void> require_active(Context& context, const Principal& principal);

/// Forgets what was granted on an object that is gone for good.
[[nodiscard]] Result<void> forget_grants(Transaction& transaction, const ObjectRef& object);

}  // namespace dbc::emulator
