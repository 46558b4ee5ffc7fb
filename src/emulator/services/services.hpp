#pragma once

#include <span>

#include "emulator/http/route.hpp"

namespace dbc::emulator {

/// Every group of routes that the workspace serves. A new service declares its group here and joins the list in
/// services.cpp.
[[nodiscard]] std::span<const RouteGroup* const> route_groups();

extern const RouteGroup k_cluster_policies_group;
extern const RouteGroup k_clusters_group;
extern const RouteGroup k_dbfs_group;
extern const RouteGroup k_files_group;
extern const RouteGroup k_groups_group;
extern const RouteGroup k_instance_pools_group;
extern const RouteGroup k_instance_profiles_group;
extern const RouteGroup k_ip_access_lists_group;
extern const RouteGroup k_jobs_group;
extern const RouteGroup k_libraries_group;
extern const RouteGroup k_notification_destinations_group;
extern const RouteGroup k_permission_assignments_group;
extern const RouteGroup k_permission_mode_group;
extern const RouteGroup k_permissions_group;
extern const RouteGroup k_policy_families_group;
extern const RouteGroup k_run_logs_group;
extern const RouteGroup k_runs_group;
extern const RouteGroup k_scim_group;
extern const RouteGroup k_secrets_group;
extern const RouteGroup k_system_group;
extern const RouteGroup k_telemetry_group;
extern const RouteGroup k_token_management_group;
extern const RouteGroup k_tokens_group;
extern const RouteGroup k_tokens_for_users_group;
extern const RouteGroup k_workspace_conf_group;
extern const RouteGroup k_workspace_files_group;
extern const RouteGroup k_workspace_objects_group;

}  // namespace dbc::emulator
