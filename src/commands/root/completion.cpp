#include "dbc/cli/completion.hpp"

#include "root.hpp"

namespace dbc::commands {

Result<void> run_completion(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const std::string script, cli::completion_script(invocation.text("SHELL"), session.surroundings().program));
  return session.out().write(script);
}

}  // namespace dbc::commands
