#pragma once

#include <span>

#include "dbc/cli/command.hpp"

/// The groups, each declared in its own folder's group.cpp.
namespace dbc::commands {

extern const cli::Group k_cluster_policies;
extern const cli::Group k_clusters;
extern const cli::Group k_emulator;
extern const cli::Group k_fs;
extern const cli::Group k_instance_pools;
extern const cli::Group k_jobs;
extern const cli::Group k_libraries;
extern const cli::Group k_pipelines;
extern const cli::Group k_repos;
extern const cli::Group k_runs;
extern const cli::Group k_secrets;
extern const cli::Group k_tokens;
extern const cli::Group k_user_groups;
extern const cli::Group k_unity_catalog;
extern const cli::Group k_workspace;
/// The tree of the legacy executable `dbfs`.
extern const cli::Group k_dbfs;

/// Commands that stand beside the groups.
extern const std::span<const cli::Command> k_root_commands;

}  // namespace dbc::commands
