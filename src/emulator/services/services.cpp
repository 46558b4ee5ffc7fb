#include "emulator/services/services.hpp"

#include <array>

namespace dbc::emulator {

std::span<const RouteGroup* const> route_groups() {
  // clang-format off: one a line
  static constexpr std::array k_groups{
      &k_cluster_policies_group, &k_clusters_group,        &k_current_user_group, &k_instance_pools_group,
      &k_libraries_group,        &k_policy_families_group, &k_system_group,
  };
  // clang-format on
  return k_groups;
}

}  // namespace dbc::emulator
