#pragma once

#include <string>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// What a condition_task (op, left, right; references resolved) comes to: "true" or "false". Equality compares texts,
/// so that "12.0" is not "12"; order compares numbers, and an operand that is none is an error that names it.
[[nodiscard]] Result<std::string> evaluate_condition(const Json& condition_task);

}  // namespace dbc::emulator
