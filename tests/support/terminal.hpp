#pragma once

#include <string>
#include <vector>

#include "support/process.hpp"

namespace dbc::test {

/// What a program showed on a terminal of its own.
struct TerminalResult {
  int exit_code = 0;
  std::string shown;  ///< with line ends as the terminal makes them, and what was typed where it is echoed
};

/// False where the machine gives no pseudo-terminal, as in a chroot without /dev/pts.
[[nodiscard]] bool can_open_terminal();

/// Runs the binary under test on a pseudo-terminal and types `answer` and a line end once it has shown `prompt`;
/// nothing is typed where that is empty.
[[nodiscard]] TerminalResult run_on_terminal(std::vector<std::string> words, const ProcessOptions& options,
                                             const std::string& prompt = "", const std::string& answer = "");

}  // namespace dbc::test
