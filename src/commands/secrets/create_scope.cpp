#include "dbc/cli/request_runner.hpp"
#include "secrets.hpp"

namespace dbc::commands {

Result<void> run_secrets_create_scope(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("resource-id") != invocation.given("dns-name"))
    return Error{.kind = ErrorKind::usage,
                 .message = "--resource-id and --dns-name describe a key vault together; only one was given."};
  return cli::run_request(session, invocation);
}

}  // namespace dbc::commands
