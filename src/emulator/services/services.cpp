#include "emulator/services/services.hpp"

#include <array>

namespace dbc::emulator {

std::span<const RouteGroup* const> route_groups() {
  // clang-format off: one a line
  static constexpr std::array k_groups{
      &k_clusters_group,
      &k_libraries_group,
      &k_dbfs_group,
      &k_files_group,
      &k_scim_group,
      &k_groups_group,
      &k_tokens_group,
      &k_token_management_group,
      &k_permissions_group,
      &k_permission_mode_group,
      &k_secrets_group,
      &k_workspace_conf_group,
      &k_cluster_policies_group,
      &k_instance_pools_group,
      &k_policy_families_group,
      &k_system_group,
  };
  // clang-format on
  return k_groups;
}

}  // namespace dbc::emulator
