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

/// Writes the exception that is being handled to stderr, as one line, and gives the exit code. It needs no memory.
[[nodiscard]] int report_thrown() noexcept;

/// Columns of a help text where nothing narrower is known.
inline constexpr std::size_t k_help_width = 80;

/// Help texts, made from the declarations, in lines of at most `width` columns.
[[nodiscard]] std::string group_help(const Group& group, const std::string& path, std::size_t width = k_help_width);
[[nodiscard]] std::string command_help(const Command& command, const std::string& path,
                                       std::size_t width = k_help_width);

}  // namespace dbc::cli
