#pragma once

#include <string>

#include "dbc/base/result.hpp"

/// A local folder whose files become notebooks.
namespace dbc::commands {

/// Refuses a tree in which two files, or a file and a folder, would become one object: of `a.py` and `a.sql` either
/// could be the notebook `a`. The error names both. `hidden`: also names that begin with a dot.
[[nodiscard]] Result<void> check_distinct_notebooks(const std::string& folder, bool hidden);

}  // namespace dbc::commands
