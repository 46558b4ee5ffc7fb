#pragma once

#include <string>
#include <string_view>

#include "dbc/cli/session.hpp"

namespace dbc::commands {

/// One answer to a question of `configure`. Prompts appear on a terminal only; a pipe just gives its lines, and an
/// empty one is an error there, because nobody could be asked again.
[[nodiscard]] Result<std::string> ask(cli::Session& session, std::string_view prompt, bool hidden);

}  // namespace dbc::commands
