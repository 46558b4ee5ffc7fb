#pragma once

#include <span>
#include <string>
#include <vector>

#include "dbc/cli/command.hpp"
#include "dbc/cli/invocation.hpp"

namespace dbc::cli {

/// Options that may stand before a group's or a command's name.
struct LeadingOptions {
  std::optional<std::string> profile = {};
  bool debug = false;
  bool help = false;
  bool version = false;
};

/// What may stand at one level of the command line.
struct Leading {
  LeadingOptions options;
  std::vector<std::string> rest;  ///< from the first word that is not an option
};

/// Takes the options at the front of `words` that `group` knows: --help, and what its row says.
[[nodiscard]] Result<Leading> parse_leading(const Group& group, const std::vector<std::string>& words);

/// Parses the words of one command against its declaration. Errors are of kind `usage`, and only the first problem is
/// told. `help` in the result means that the rest was not checked.
[[nodiscard]] Result<Invocation> parse_command(const Command& command, const std::string& path,
                                               const std::vector<std::string>& words);

/// A word as messages repeat it: a token that was typed where no value belongs must not end up in a build log.
[[nodiscard]] std::string shown_word(const std::string& word);

/// The options that may stand right after the group's name.
[[nodiscard]] std::vector<const Option*> leading_options(const Group& group);

/// The command's own options, then those that the modern spelling and every command add.
[[nodiscard]] std::vector<const Option*> accepted_options(const Command& command);

/// Every long and short name that the command accepts, with those that all commands share.
[[nodiscard]] std::vector<std::string> option_names(const Command& command);

/// True where the modern `-o json|text` is understood.
[[nodiscard]] bool takes_modern_output(const Command& command);

}  // namespace dbc::cli
