#pragma once

#include "emulator/http/call.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {

/// Makes a folder with those above it, as a request at `path` asks for. What is in the way is named.
[[nodiscard]] Result<void> make_folder_at(const TreePath& place, const WorkspacePath& path, const Context& context);

}  // namespace dbc::emulator
