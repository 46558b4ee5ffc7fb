#pragma once

#include <span>

#include "emulator/http/route.hpp"

namespace dbc::emulator {

/// Every group of routes that the workspace serves. A new service declares its group here and joins the list in
/// services.cpp.
[[nodiscard]] std::span<const RouteGroup* const> route_groups();

extern const RouteGroup k_system_group;
extern const RouteGroup k_clusters_group;
extern const RouteGroup k_current_user_group;
extern const RouteGroup k_dbfs_group;
extern const RouteGroup k_files_group;
extern const RouteGroup k_workspace_objects_group;
extern const RouteGroup k_workspace_files_group;

}  // namespace dbc::emulator
