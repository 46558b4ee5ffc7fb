#include "cluster_policies.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::commands {

Result<void> run_cluster_policies_write(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(Json body, cli::request_body(invocation));
  const Json* definition = find_member(body, "definition");
  if (definition != nullptr && definition->is_object()) body["definition"] = write_json(*definition, {});
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json reply, client->send("POST", invocation.command().endpoint.path, body));
  return cli::print_reply(session, invocation, reply);
}

}  // namespace dbc::commands
