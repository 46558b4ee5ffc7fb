#pragma once

#include "dbc/base/json.hpp"
#include "emulator/services/scim/scim_schema.hpp"

namespace dbc::emulator {

/// Applies the `Operations` of a PatchOp request, in order, to a resource in the form that replies show.
[[nodiscard]] Result<void> apply_patch(Json& resource, const Json& request, const ScimSchema& schema);

}  // namespace dbc::emulator
