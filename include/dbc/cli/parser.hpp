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

/// Takes the options at the front of `words`. `takes_profile`: --profile and --debug are known here.
[[nodiscard]] Result<Leading> parse_leading(const std::vector<std::string>& words, bool takes_profile);

/// Parses the words of one command against its declaration. Errors are of kind `usage`, and only the first problem is
/// told. `help` in the result means that the rest was not checked.
[[nodiscard]] Result<Invocation> parse_command(const Command& command, const std::string& path,
                                               const std::vector<std::string>& words);

/// Every long and short name that the command accepts, with those that all commands share.
[[nodiscard]] std::vector<std::string> option_names(const Command& command);

/// True where the modern `-o json|text` is understood.
[[nodiscard]] bool takes_modern_output(const Command& command);

}  // namespace dbc::cli
