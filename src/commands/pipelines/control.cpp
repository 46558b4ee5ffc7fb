#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "pipelines.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

Result<std::string> pipeline_id(const Invocation& invocation) {
  std::string id = invocation.text("pipeline-id");
  return id.empty() ? Result<std::string>(empty_pipeline_id()) : id;
}

std::string started(const Json& reply, const std::string& id, bool full_refresh) {
  const std::string update = visible(cli::text_at(reply, "update_id"));
  return "Started an update " + (update.empty() ? "" : update + " ") + (full_refresh ? "with full refresh " : "") +
         "for pipeline " + id + ".\n";
}

Result<void> start(Session& session, const Invocation& invocation, bool full_refresh) {
  DBC_TRY(const std::string id, pipeline_id(invocation));
  Json body = Json::object();
  if (full_refresh) body["full_refresh"] = true;
  body["cause"] = "USER_ACTION";
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json reply, client->send("POST", "/api/2.0/pipelines/" + percent_encode(id) + "/updates", body));
  return session.out().write(started(reply, id, full_refresh));
}

Result<void> deprecated(Session& session, std::string_view command, std::string_view replacement) {
  return session.err().write("DeprecationWarning: the \"" + std::string(command) + "\" command is deprecated, use `" +
                             std::string(replacement) + "`.\n");
}

}  // namespace

Result<void> run_pipelines_get(Session& session, const Invocation& invocation) {
  DBC_CHECK(pipeline_id(invocation));
  return cli::run_request(session, invocation);
}

Result<void> run_pipelines_delete(Session& session, const Invocation& invocation) {
  DBC_TRY(const std::string id, pipeline_id(invocation));
  DBC_CHECK(cli::call(session, invocation, invocation.command().endpoint));
  return session.out().write("Pipeline " + id + " deleted\n");
}

Result<void> run_pipelines_list(Session& session, const Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json all, cli::list_all(*client, invocation.command().endpoint.path, {}, {.items = "statuses"}));
  return cli::print_reply(session, invocation, all);
}

Result<void> run_pipelines_start(Session& session, const Invocation& invocation) {
  return start(session, invocation, invocation.flag("full-refresh"));
}

Result<void> run_pipelines_stop(Session& session, const Invocation& invocation) {
  DBC_TRY(const std::string id, pipeline_id(invocation));
  if (invocation.modern) return cli::run_request(session, invocation);
  DBC_CHECK(cli::call(session, invocation, invocation.command().endpoint));
  return session.out().write("Stopped pipeline " + id + ".\n");
}

Result<void> run_pipelines_reset(Session& session, const Invocation& invocation) {
  DBC_CHECK(deprecated(session, "reset", "start --full-refresh"));
  return start(session, invocation, true);
}

Result<void> run_pipelines_run(Session& session, const Invocation& invocation) {
  DBC_CHECK(deprecated(session, "run", "start"));
  return start(session, invocation, false);
}

}  // namespace dbc::commands
