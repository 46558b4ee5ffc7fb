#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/result.hpp"
#include "dbc/cli/command.hpp"

namespace dbc::cli {

using Words = std::vector<std::string>;

/// Whether the command itself declares an option of that name.
[[nodiscard]] bool defines(const Command& command, std::string_view name);

/// Every spelling of the options; arguments have none.
[[nodiscard]] std::vector<std::string> names_of(const std::vector<const Option*>& options);

/// A command's words, told apart but not judged yet.
struct OptionWords {
  /// Each accepted option with its texts in the order typed; a flag's last text is "true" or "false". Empty where it
  /// was not given.
  std::vector<std::pair<const Option*, Words>> options;
  Words words;  ///< the ones that belong to no option

  [[nodiscard]] const Words& texts_of(std::string_view name) const;
};

/// Tells options from words. A usage error names what is not accepted, with what was probably meant.
[[nodiscard]] Result<OptionWords> read_option_words(const Words& words, const std::vector<const Option*>& accepted);

}  // namespace dbc::cli
