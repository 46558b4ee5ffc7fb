#pragma once

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Refuses a `{{...}}` in a task whose namespace is known but whose name is not, or which names a task that is not
/// there. Text in braces that is no reference at all is left alone, as it is when a task runs.
[[nodiscard]] Result<void> check_dynamic_references(const Json& tasks);

}  // namespace dbc::emulator
