#pragma once

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Refuses references in the tasks and the parameters of settings that can come to nothing: a name that is not known, a
/// task or a job parameter that is not there, the input of an iteration where nothing is repeated. Text in braces that
/// is no reference at all is left alone, as it is when a task runs.
[[nodiscard]] Result<void> check_dynamic_references(const Json& settings);

}  // namespace dbc::emulator
