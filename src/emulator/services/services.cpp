#include "emulator/services/services.hpp"

#include <array>

namespace dbc::emulator {

std::span<const RouteGroup* const> route_groups() {
  static constexpr std::array k_groups{
      &k_clusters_group,
      &k_current_user_group,
      &k_dbfs_group,
      &k_files_group,
      &k_workspace_objects_group,
      &k_workspace_files_group,
      &k_system_group,
  };
  return k_groups;
}

}  // namespace dbc::emulator
