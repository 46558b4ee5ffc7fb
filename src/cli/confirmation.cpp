#include "dbc/cli/confirmation.hpp"

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"

namespace dbc::cli {

Result<void> confirm(Session& session, std::string_view question) {
  DBC_CHECK(session.err().write(visible(question) + " [y/N]: "));
  const auto answer = session.surroundings().input.read_line();
  const auto word = trim(answer ? std::string_view(*answer) : std::string_view());
  if (equals_ignoring_case(word, "y") || equals_ignoring_case(word, "yes")) return {};
  return Error{.kind = ErrorKind::aborted, .message = "Aborted!"};
}

}  // namespace dbc::cli
