#pragma once

#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/scim/scim_resource.hpp"
#include "emulator/services/scim/scim_schema.hpp"

namespace dbc::emulator {

/// The reply to a request for a collection: filtered, sorted, one page of it, and of that the attributes asked for.
[[nodiscard]] Result<Json> scim_list(const ScimReader& reader, PrincipalRepository& principals, const Json& input,
                                     const ScimSchema& schema);

}  // namespace dbc::emulator
