#pragma once

#include <span>

#include "dbc/cli/command.hpp"

/// The groups, each declared in its own folder's group.cpp.
namespace dbc::commands {

extern const cli::Group k_clusters;
extern const cli::Group k_emulator;
extern const cli::Group k_fs;
extern const cli::Group k_workspace;

/// The tree of the legacy executable `dbfs`.
extern const cli::Group k_dbfs;

/// Commands that stand beside the groups.
extern const std::span<const cli::Command> k_root_commands;

}  // namespace dbc::commands
