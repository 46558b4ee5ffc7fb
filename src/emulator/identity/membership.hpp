#pragma once

#include "emulator/identity/principal_repository.hpp"

namespace dbc::emulator {

// The rules of principals, whichever API changes them. The owner stays an active admin, because the embedded door
// lets its user in as such; every user and service principal belongs to `users`, and no group does.

/// Refuses names that are too long or have control characters.
[[nodiscard]] Result<void> check_principal_name(std::string_view name);

/// Stores a new principal and returns it with its id. Its name must be free.
[[nodiscard]] Result<PrincipalRecord> add_principal(PrincipalRepository& principals, PrincipalRecord record);

/// Refuses the owner and the built-in groups.
[[nodiscard]] Result<void> remove_principal(PrincipalRepository& principals, const PrincipalRecord& record);

/// Refuses to deactivate the owner, and to rename a built-in group.
[[nodiscard]] Result<void> change_principal(PrincipalRepository& principals, const PrincipalRecord& before,
                                            const PrincipalRecord& after);

/// No-op for one who belongs to the group already. Refuses groups that would contain themselves.
[[nodiscard]] Result<void> join_group(PrincipalRepository& principals, const PrincipalRecord& group,
                                      const PrincipalRecord& member);

/// No-op for one who does not belong to the group.
[[nodiscard]] Result<void> leave_group(PrincipalRepository& principals, const PrincipalRecord& group,
                                       const PrincipalRecord& member);

/// True for `admins` and `users`.
[[nodiscard]] bool is_built_in_group(std::int64_t id);

}  // namespace dbc::emulator
