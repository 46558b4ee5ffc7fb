#pragma once

#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/scim/scim_schema.hpp"

namespace dbc::emulator {

/// Makes a principal out of a resource that a request brings. A name that is taken is a conflict, 409.
[[nodiscard]] Result<PrincipalRecord> create_from_resource(PrincipalRepository& principals, const Json& resource,
                                                           const ScimSchema& schema);

/// Brings a principal into the state that a resource describes, its groups and members included. What the resource
/// lacks is taken away; groups, and the members of built-in groups, stay where the resource does not speak of them.
[[nodiscard]] Result<void> replace_by_resource(PrincipalRepository& principals, const PrincipalRecord& before,
                                               const Json& resource, const ScimSchema& schema);

}  // namespace dbc::emulator
