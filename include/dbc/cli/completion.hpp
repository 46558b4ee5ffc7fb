#pragma once

#include <string>
#include <string_view>

#include "dbc/cli/command.hpp"
#include "dbc/cli/session.hpp"

/// Completion of command lines in bash, zsh and fish, in the protocol of Python's click: a variable named after the
/// program asks for a script (`bash_source`) or, from within that script, for what may stand at the cursor
/// (`bash_complete`, with the words in COMP_WORDS and COMP_CWORD).
namespace dbc::cli {

/// "_DBC_COMPLETE" for the program `dbc`.
[[nodiscard]] std::string completion_variable(std::string_view program);

/// Does what the variable's value asks for; returns the exit code.
[[nodiscard]] int serve_completion(const Group& root, std::string_view instruction, const Surroundings& surroundings);

/// What a shell has to evaluate. Errors name the shells that are known.
[[nodiscard]] Result<std::string> completion_script(std::string_view shell, std::string_view program);

}  // namespace dbc::cli
