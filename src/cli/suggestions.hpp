#pragma once

#include <string>
#include <vector>

#include "dbc/base/environment.hpp"
#include "dbc/cli/command.hpp"

namespace dbc::cli {

enum class SuggestionKind : std::uint8_t {
  plain,
  file,  ///< the shell completes the name of a file
};

/// One thing that may stand at the cursor.
struct Suggestion {
  SuggestionKind kind = SuggestionKind::plain;
  std::string value = {};
  std::string help = {};  ///< one line; may be empty
};

/// What may stand for the begun word `incomplete` after `words`, which do not hold the program's name. Nothing where
/// the words make no sense. Values are whole words: "--output=JSON" where "--output=" was begun.
[[nodiscard]] std::vector<Suggestion> suggest(const Group& root, const std::vector<std::string>& words,
                                              const std::string& incomplete, const Environment& environment);

}  // namespace dbc::cli
