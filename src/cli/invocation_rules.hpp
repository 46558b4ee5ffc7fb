#pragma once

#include "dbc/cli/parser.hpp"
#include "option_words.hpp"

namespace dbc::cli {

/// Keeps an option's texts, each checked; a usage error names the first that it cannot take.
[[nodiscard]] Result<void> store_texts(Invocation& invocation, const Option& option, const Words& texts);

/// Words fill the declared arguments first; in the modern spelling they fill the options' slots.
[[nodiscard]] Result<void> place_words(Invocation& invocation, const Words& words);

/// What is required is there, and what excludes each other is not.
[[nodiscard]] Result<void> check_presence(const Invocation& invocation);

/// Settles which spelling the invocation is in, and what only the modern one has.
[[nodiscard]] Result<void> read_modern(Invocation& invocation);

}  // namespace dbc::cli
