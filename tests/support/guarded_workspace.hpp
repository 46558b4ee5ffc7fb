#pragma once

#include "support/runs_fixture.hpp"

namespace dbc::test {

/// A workspace that enforces permissions, with two users. Ada keeps a secret.
struct GuardedWorkspace : RunsFixture {
  GuardedWorkspace() {
    for (const std::string name : {"ada", "bob"})
      REQUIRE(call("POST", "/api/2.0/preview/scim/v2/Users", {{"userName", name + "@example.com"}}).status == 201);
    put_notebook("/Shared/secret", "dbutils.notebook.exit(str(len(dbutils.secrets.get('own', 'k'))))\n");
    body_of(call("PUT", "/_internal/permission-mode", {{"mode", "enforce"}}));
    ada = open_as("ada");
    bob = open_as("bob");
    body_of(ask(*ada, "POST", "/api/2.0/secrets/scopes/create", {{"scope", "own"}}));
    body_of(ask(*ada, "POST", "/api/2.0/secrets/put", {{"scope", "own"}, {"key", "k"}, {"string_value", "12345"}}));
  }

  std::unique_ptr<emulator::Workspace> open_as(const std::string& name) {
    auto opened = emulator::Workspace::open({.folder = root(), .program = DBC_BINARY, .user = name + "@example.com"});
    REQUIRE(opened);
    return std::move(*opened);
  }
  static emulator::Reply ask(emulator::Workspace& door, const std::string& method, const std::string& target,
                             const Json& body) {
    return door.handle({.method = method, .target = target, .body = body.dump()}, emulator::Door::embedded);
  }
  static Json job(const Json& more = Json::object()) {
    Json settings{{"name", "j"},
                  {"tasks", {{{"task_key", "n"}, {"notebook_task", {{"notebook_path", "/Shared/secret"}}}}}}};
    settings.update(more);
    return settings;
  }
  static Json running_as(const std::string& name) { return job({{"run_as", {{"user_name", name + "@example.com"}}}}); }
  /// What the job's notebook came to when `door` ran it.
  Json output_when_run_by(emulator::Workspace& door, std::int64_t job_id) {
    const Json started = body_of(ask(door, "POST", "/api/2.1/jobs/run-now", {{"job_id", job_id}}));
    return output_of(finished(started["run_id"]), "n");
  }

  /// The body of a user's request that must be served.
  Json as(emulator::Workspace& door, const std::string& target, const Json& body) {
    return body_of(ask(door, "POST", "/api/2.1/" + target, body));
  }
  /// An admin lets a user have this level on an object, or no level any more.
  void grant(const std::string& name, const std::string& object, const std::string& level) {
    const Json entry{{"user_name", name + "@example.com"}, {"permission_level", level}};
    body_of(call("PATCH", "/api/2.0/permissions/" + object, {{"access_control_list", {entry}}}));
  }
  /// Back to what the object began with.
  void revoke(const std::string& object) {
    body_of(call("PUT", "/api/2.0/permissions/" + object, {{"access_control_list", Json::array()}}));
  }
  std::string id_of(const std::string& name) {
    const auto reply =
        call("GET", "/api/2.0/preview/scim/v2/Users?filter=userName%20eq%20%22" + name + "@example.com%22");
    return body_of(reply)["Resources"][0]["id"];
  }
  void change_user(const std::string& name, const std::string& path, const Json& value) {
    const Json change{{"op", "replace"}, {"path", path}, {"value", value}};
    body_of(call("PATCH", "/api/2.0/preview/scim/v2/Users/" + id_of(name), {{"Operations", {change}}}));
  }
  void entitle(const std::string& name) {
    change_user(name, "entitlements", Json::array({{{"value", "allow-cluster-create"}}}));
  }
  /// The state of the only task of a user's submitted run.
  Json state_when_submitted_by(emulator::Workspace& door, const Json& task) {
    const auto id = as(door, "jobs/runs/submit", {{"run_name", "r"}, {"tasks", {task}}})["run_id"].get<std::int64_t>();
    return finished(id)["tasks"][0]["state"];
  }

  std::unique_ptr<emulator::Workspace> ada;
  std::unique_ptr<emulator::Workspace> bob;
};

}  // namespace dbc::test
