#include "emulator/services/services.hpp"

#include <array>

namespace dbc::emulator {

std::span<const RouteGroup* const> route_groups() {
  // clang-format off: one a line, so that merges are easy
  static constexpr std::array k_groups{
      &k_cluster_policies_group,
      &k_clusters_group,
      &k_dbfs_group,
      &k_files_group,
      &k_groups_group,
      &k_instance_pools_group,
      &k_instance_profiles_group,
      &k_ip_access_lists_group,
      &k_jobs_group,
      &k_libraries_group,
      &k_notification_destinations_group,
      &k_permission_assignments_group,
      &k_permission_mode_group,
      &k_permissions_group,
      &k_policy_families_group,
      &k_run_logs_group,
      &k_runs_group,
      &k_scim_group,
      &k_secrets_group,
      &k_telemetry_group,
      &k_token_management_group,
      &k_tokens_group,
      &k_tokens_for_users_group,
      &k_workspace_conf_group,
      &k_workspace_files_group,
      &k_workspace_objects_group,
      &k_system_group,
  };
  // clang-format on
  return k_groups;
}

}  // namespace dbc::emulator
