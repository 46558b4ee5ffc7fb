#include "dbc/commands/registry.hpp"

#include "groups.hpp"

namespace dbc::commands {
namespace {

constexpr const cli::Group* k_groups[] = {
    &k_clusters,
    &k_emulator,
    &k_fs,
    &k_workspace,
};

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
