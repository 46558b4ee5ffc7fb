#pragma once

#include <functional>
#include <optional>

#include "emulator/http/call.hpp"
#include "emulator/services/workspace_objects/workspace_object.hpp"

// The full name of a notebook is the one that its file has outside of the workspace: `x.py` of a notebook `x` of
// Python, `x.ipynb` of one in Jupyter's form. No file of a folder may have it.

namespace dbc::emulator {

/// What lies at a place; nothing where nothing does.
using FindRow = std::function<Result<std::optional<ObjectRow>>(const TreePath& place)>;

/// RESOURCE_ALREADY_EXISTS where the object that is stored and one of its neighbours would share a full name. One that
/// it replaces (`kept`) and that shares it already is no reason: workspaces are older than the rule.
[[nodiscard]] Result<void> check_full_name(const ObjectRow& object, std::string_view content,
                                           const std::optional<ObjectRow>& kept, const FindRow& find,
                                           const Context& context);

}  // namespace dbc::emulator
