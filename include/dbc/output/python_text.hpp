#pragma once

#include <string>

#include "dbc/base/json.hpp"

namespace dbc::output {

/// A value as Python's repr() writes it: `{'a': 'b', 'c': True, 'd': None}`.
[[nodiscard]] std::string python_literal(const Json& value);

/// A value as a table cell: text without quotes, nothing for null, `True`, and Python literals for containers.
[[nodiscard]] std::string cell_text(const Json& value);

}  // namespace dbc::output
