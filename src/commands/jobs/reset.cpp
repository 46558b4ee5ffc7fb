#include "dbc/cli/request_runner.hpp"
#include "jobs.hpp"

namespace dbc::commands {
namespace {

/// The settings alone: out of a whole request, or what was given, without the job's id.
Json settings_of(Json given) {
  if (const Json* settings = find_member(given, "new_settings"); settings != nullptr) return *settings;
  if (given.is_object()) given.erase("job_id");
  return given;
}

Result<Json> id_of(const cli::Invocation& invocation, const Json& given) {
  if (invocation.given("job-id")) return Json(invocation.text("job-id"));
  if (const Json* id = find_member(given, "job_id"); id != nullptr) return *id;
  return Error{.kind = ErrorKind::input,
               .message = "Either --job-id or a root-level json key \"job_id\" should be provided"};
}

}  // namespace

Result<void> run_jobs_reset(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const Json given, cli::request_body(invocation));
  Json body = Json::object();
  DBC_TRY(body["job_id"], id_of(invocation, given));
  body["new_settings"] = settings_of(given);
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const std::string path, cli::request_path(session, invocation, invocation.command().endpoint));
  DBC_TRY(const Json reply, client->send("POST", path, body, api::Shape::acknowledgement));
  return cli::print_reply(session, invocation, reply);
}

}  // namespace dbc::commands
