#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/net/url.hpp"
#include "pipelines.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

Error input_error(std::string message) { return {.kind = ErrorKind::input, .message = std::move(message)}; }

/// Where a browser shows the pipeline. A workspace without a web address is named as the profile names it.
Result<std::string> pipeline_url(Session& session, const std::string& id) {
  DBC_TRY(const config::Profile* profile, session.profile());
  const auto url = net::parse_host(profile->host.value);
  const bool has_site = url.has_value() && !profile->local_workspace();
  return (has_site ? url->base() : profile->host.value) + "/#joblist/pipelines/" + id;
}

Error explain_conflict(Error error, const Json& settings, bool creating) {
  if (!error.http || error.http->error_code != "RESOURCE_CONFLICT") return error;
  error.message = "Pipeline with name '" + string_or(settings, "name", "") + "' already exists";
  error.hint = std::string(creating ? "To change that pipeline use the \"edit\" command; " : "") +
               "--allow-duplicate-names skips this check";
  return error;
}

/// The settings as the service takes them: libraries in DBFS, and a word on equal names.
Result<Json> request_of(api::Client& client, const Invocation& invocation, const PipelineSettings& settings) {
  Json body = settings.content;
  DBC_TRY(body["libraries"], upload_local_libraries(client, settings));
  body["allow_duplicate_names"] = invocation.flag("allow-duplicate-names");
  return body;
}

Result<std::string> create(Session& session, const Invocation& invocation, const PipelineSettings& settings) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json body, request_of(*client, invocation, settings));
  const auto reply = client->send("POST", "/api/2.0/pipelines", body);
  if (!reply) return explain_conflict(reply.error(), settings.content, true);
  return api::text_in(*reply, "pipeline_id", "the id of the new pipeline");
}

/// The id of --pipeline-id or of the settings, which must not contradict each other.
Result<std::string> settle_id(const Invocation& invocation, const Json& settings) {
  const std::string given = invocation.text("pipeline-id");
  const std::string written = cli::text_at(settings, "id");
  if (!given.empty() && settings.contains("id") && given != written)
    return input_error("The ID provided in --pipeline_id '" + given + "' is different from the ID provided in the " +
                       "settings '" + written + "'. Resolve the conflict and try the command again.");
  const std::string id = given.empty() ? written : given;
  return id.empty() ? Result<std::string>(empty_pipeline_id()) : id;
}

Result<std::string> edit(Session& session, const Invocation& invocation, PipelineSettings settings) {
  DBC_TRY(std::string id, settle_id(invocation, settings.content));
  settings.content["id"] = id;
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json body, request_of(*client, invocation, settings));
  const auto reply = client->send("PUT", "/api/2.0/pipelines/" + percent_encode(id), body, api::Shape::acknowledgement);
  if (!reply) return explain_conflict(reply.error(), settings.content, false);
  return id;
}

/// "WHAT: URL" and `rest`.
Result<void> tell(Session& session, const std::string& what, const std::string& id, const std::string& rest) {
  DBC_TRY(const std::string url, pipeline_url(session, id));
  return session.out().write(visible(what + ": " + url + rest) + "\n");
}

}  // namespace

Error empty_pipeline_id() { return input_error("Empty pipeline ID provided"); }

Result<void> run_pipelines_create(Session& session, const Invocation& invocation) {
  if (invocation.given("json")) return cli::run_request(session, invocation);
  DBC_TRY(const PipelineSettings settings, read_pipeline_settings(invocation));
  if (settings.content.contains("id"))
    return input_error("Pipeline settings shouldn't contain \"id\" when creating a pipeline.");
  DBC_TRY(const std::string id, create(session, invocation, settings));
  return tell(session, "Successfully created pipeline", id, " with ID: " + id + ".");
}

Result<void> run_pipelines_edit(Session& session, const Invocation& invocation) {
  DBC_TRY(PipelineSettings settings, read_pipeline_settings(invocation));
  DBC_TRY(const std::string id, edit(session, invocation, std::move(settings)));
  return tell(session, "Successfully edited pipeline settings", id, ".");
}

Result<void> run_pipelines_deploy(Session& session, const Invocation& invocation) {
  DBC_CHECK(session.err().write("DeprecationWarning: the \"deploy\" command is deprecated, `create` makes a pipeline " +
                                std::string("and `edit` changes one.\n")));
  DBC_TRY(PipelineSettings settings, read_pipeline_settings(invocation));
  if (invocation.text("pipeline-id").empty() && !settings.content.contains("id")) {
    DBC_TRY(const std::string id, create(session, invocation, settings));
    return tell(session, "Successfully created pipeline", id, " with ID: " + id);
  }
  DBC_TRY(const std::string id, edit(session, invocation, std::move(settings)));
  return tell(session, "Successfully deployed pipeline", id, ".");
}

}  // namespace dbc::commands
