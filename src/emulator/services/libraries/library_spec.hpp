#pragma once

#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// The libraries of a request, each as JSON text of one form: known fields in a fixed order, so that equal libraries
/// are equal texts. `list` may be null. Refuses what is not exactly one library of a known kind.
[[nodiscard]] Result<std::vector<std::string>> read_libraries(const Json* list);

/// The kind of a library that `read_libraries` made: jar, pypi, ...
[[nodiscard]] std::string kind_of_library(const Json& library);

}  // namespace dbc::emulator
