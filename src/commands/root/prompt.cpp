#include "prompt.hpp"

#include "dbc/base/text.hpp"

namespace dbc::commands {

Result<std::string> ask(cli::Session& session, std::string_view prompt, bool hidden) {
  const auto& input = session.surroundings().input;
  while (true) {
    if (input.is_terminal) DBC_CHECK(session.err().write(prompt));
    const auto line = hidden ? input.read_hidden_line() : input.read_line();
    if (!line) return Error{.kind = ErrorKind::aborted, .message = "Aborted!"};
    if (auto answer = std::string(trim(*line)); !answer.empty()) return answer;
    if (!input.is_terminal)
      return Error{.kind = ErrorKind::config,
                   .message = "an empty line was read where '" + std::string(trim(prompt)) + "' was asked",
                   .hint = "Nothing was written"};
  }
}

}  // namespace dbc::commands
