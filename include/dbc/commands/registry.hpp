#pragma once

#include <string_view>

#include "dbc/cli/command.hpp"

namespace dbc::commands {

/// The tree of commands that a program name stands for: `dbfs` is the legacy executable with the DBFS commands at top
/// level, every other name is the whole tree.
[[nodiscard]] const cli::Group& tree_for(std::string_view program);

}  // namespace dbc::commands
