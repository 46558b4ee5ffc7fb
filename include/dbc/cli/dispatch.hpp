#pragma once

#include <string>
#include <vector>

#include "dbc/cli/command.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::cli {

/// Runs one command line: `words` without the program's name. `root` is the tree that the program's name stands for.
/// Returns the exit code: 0 success, 1 failure, 2 a wrong command line.
[[nodiscard]] int dispatch(const Group& root, const std::vector<std::string>& words, const Surroundings& surroundings);

/// Turns an error into its one text on stderr, and into the exit code.
[[nodiscard]] int report(const Error& error, const Surroundings& surroundings);

/// Help texts, made from the declarations.
[[nodiscard]] std::string group_help(const Group& group, const std::string& path);
[[nodiscard]] std::string command_help(const Command& command, const std::string& path);

}  // namespace dbc::cli
