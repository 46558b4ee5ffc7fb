#pragma once

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// The attributes of a new pool: the known fields of a request, checked, with defaults filled in.
[[nodiscard]] Result<Json> read_new_pool(const Json& input);

/// The attributes of a pool after an edit, which replaces what may change. Refuses to change anything else.
[[nodiscard]] Result<Json> edit_pool_attributes(const Json& before, const Json& input);

}  // namespace dbc::emulator
