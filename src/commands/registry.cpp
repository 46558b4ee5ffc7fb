#include "dbc/commands/registry.hpp"

#include "groups.hpp"

namespace dbc::commands {
namespace {

// clang-format off: one a line, so that a new group is a new line
constexpr const cli::Group* k_groups[] = {
    &k_cluster_policies,
    &k_clusters,
    &k_emulator,
    &k_fs,
    &k_instance_pools,
    &k_jobs,
    &k_libraries,
    &k_pipelines,
    &k_repos,
    &k_runs,
    &k_secrets,
    &k_tokens,
    &k_user_groups,
    &k_unity_catalog,
    &k_workspace,
};
// clang-format on

}  // namespace

const cli::Group& tree_for(std::string_view program) {
  if (program == k_dbfs.name) return k_dbfs;
  static const cli::Group root{
      .name = "dbc",
      .summary = "The Databricks command line, and a workspace on your own machine",
      .commands = k_root_commands,
      .groups = k_groups,
  };
  return root;
}

}  // namespace dbc::commands
