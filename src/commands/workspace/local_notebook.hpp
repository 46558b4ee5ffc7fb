#pragma once

#include <string>

#include "dbc/api/workspace_objects.hpp"

namespace dbc::commands {

/// Writes an exported object to a local file, which appears when it is complete.
[[nodiscard]] Result<void> export_to_file(api::WorkspaceObjects objects, const std::string& source,
                                          const std::string& format, const std::string& target);

}  // namespace dbc::commands
