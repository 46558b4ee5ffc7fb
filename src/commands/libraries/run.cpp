#include "dbc/cli/request_runner.hpp"
#include "libraries.hpp"

namespace dbc::commands {
namespace {

constexpr std::string_view k_cluster_status = "/api/2.0/libraries/cluster-status";
constexpr std::string_view k_all_statuses = "/api/2.0/libraries/all-cluster-statuses";

Error empty_id() { return {.kind = ErrorKind::input, .message = "the id of the cluster is empty"}; }

Result<void> send(cli::Session& session, const cli::Invocation& invocation, const Json& libraries) {
  Json body = Json::object();
  body["cluster_id"] = invocation.text("cluster-id");
  body["libraries"] = libraries;
  DBC_TRY(api::Client * client, session.workspace());
  DBC_CHECK(client->send("POST", invocation.command().endpoint.path, body, api::Shape::acknowledgement));
  return {};
}

Result<Json> installed_libraries(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json reply, client->get(k_cluster_status, {{"cluster_id", invocation.text("cluster-id")}}));
  Json libraries = Json::array();
  DBC_TRY(const Json* statuses, api::list_in(reply, "library_statuses"));
  if (statuses == nullptr) return libraries;
  for (const auto& status : *statuses)
    if (const Json* library = find_member(status, "library"); library != nullptr) libraries.push_back(*library);
  return libraries;
}

Result<Json> libraries_to_remove(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.flag("all")) return installed_libraries(session, invocation);
  DBC_TRY(Json library, library_from_options(invocation));
  return Json::array({std::move(library)});
}

std::string restart_advice(const std::string& cluster_id, bool terminal) {
  const std::string warning = "WARNING: Uninstalling libraries requires a cluster restart.";
  return (terminal ? "\x1b[31m" + warning + "\x1b[0m" : warning) + "\ndatabricks clusters restart --cluster-id " +
         cluster_id + "\n";
}

}  // namespace

Result<void> run_libraries_cluster_status(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.text("cluster-id").empty()) return empty_id();
  DBC_TRY(const Json reply, cli::call(session, invocation, {cli::Method::get, k_cluster_status}));
  return cli::print_reply(session, invocation, reply);
}

Result<void> run_libraries_list(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("cluster-id")) return run_libraries_cluster_status(session, invocation);
  DBC_TRY(const Json reply, cli::call(session, invocation, {cli::Method::get, k_all_statuses}));
  return cli::print_reply(session, invocation, reply);
}

Result<void> run_libraries_install(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("json")) return cli::run_request(session, invocation);
  DBC_TRY(Json library, library_from_options(invocation));
  return send(session, invocation, Json::array({std::move(library)}));
}

Result<void> run_libraries_uninstall(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("json")) return cli::run_request(session, invocation);
  DBC_TRY(const Json libraries, libraries_to_remove(session, invocation));
  if (libraries.empty()) return {};
  DBC_CHECK(send(session, invocation, libraries));
  return session.out().write(restart_advice(invocation.text("cluster-id"), session.out().is_terminal()));
}

}  // namespace dbc::commands
