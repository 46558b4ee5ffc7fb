#pragma once

#include <optional>
#include <string>

#include "dbc/cli/command.hpp"
#include "option_words.hpp"

namespace dbc::cli {

/// Why a word names nothing in a group, and what was probably meant: a name there, the usual name of what other
/// programs call so, or a command of another group. `path` is what was typed before the word, `rest` what comes behind
/// it.
[[nodiscard]] Error unknown_command(const Group& root, const Group& group, const std::string& path,
                                    const std::string& word, const Words& rest);

/// Why a word names nothing where --profile, left without a value, has taken the name before it for one.
[[nodiscard]] std::optional<Error> eaten_name(const Group& group, const std::string& profile, const std::string& word);

/// The error of options in front of a name, with the place that is theirs where a command behind them takes them.
[[nodiscard]] Error misplaced_option(Error error, const Group& group, const Words& words);

}  // namespace dbc::cli
