#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

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

  std::unique_ptr<emulator::Workspace> ada;
  std::unique_ptr<emulator::Workspace> bob;
};

}  // namespace

TEST_CASE("run as: a run has the rights of the job's creator, whoever starts it", "[execution][run-as]") {
  GuardedWorkspace ws;
  const auto id = ws.body_of(ws.ask(*ws.ada, "POST", "/api/2.1/jobs/create", ws.job()))["job_id"].get<std::int64_t>();
  const Json grant{
      {"access_control_list", {{{"user_name", "bob@example.com"}, {"permission_level", "CAN_MANAGE_RUN"}}}}};
  ws.body_of(ws.call("PATCH", "/api/2.0/permissions/jobs/" + std::to_string(id), grant));
  CHECK(ws.output_when_run_by(*ws.bob, id)["notebook_output"]["result"] == "5");
}

TEST_CASE("run as: a run has the rights of the user that the job names", "[execution][run-as]") {
  GuardedWorkspace ws;
  const std::string name = GENERATE(as<std::string>{}, "ada", "bob", "nobody");
  const auto id = ws.post("jobs/create", ws.running_as(name))["job_id"].get<std::int64_t>();
  const Json output = ws.output_when_run_by(*ws.workspace, id);
  if (name == "ada")
    CHECK(output["notebook_output"]["result"] == "5");
  else
    CHECK_THAT(output["error"].get<std::string>(), Catch::Contains("PERMISSION_DENIED"));
}

TEST_CASE("run as: only admins let jobs run as somebody else", "[execution][run-as]") {
  GuardedWorkspace ws;
  const auto refused = [&](const std::string& target, const Json& body) {
    const auto reply = ws.ask(*ws.bob, "POST", "/api/2.1/jobs/" + target, body);
    INFO(reply.body);
    CHECK(reply.status == 403);
    CHECK_THAT(reply.body, Catch::Contains("may not let jobs run as ada@example.com"));
  };
  refused("create", ws.running_as("ada"));
  refused("runs/submit", ws.running_as("ada"));
  const Json own = ws.body_of(ws.ask(*ws.bob, "POST", "/api/2.1/jobs/create", ws.running_as("bob")));
  refused("reset", {{"job_id", own["job_id"]}, {"new_settings", ws.running_as("ada")}});
  refused("update", {{"job_id", own["job_id"]}, {"new_settings", {{"run_as", {{"user_name", "ada@example.com"}}}}}});
  ws.post("jobs/update",
          {{"job_id", own["job_id"]}, {"new_settings", {{"run_as", {{"user_name", "ada@example.com"}}}}}});
  // What an admin has settled stays so when others change the rest.
  ws.body_of(ws.ask(*ws.bob, "POST", "/api/2.1/jobs/update",
                    {{"job_id", own["job_id"]}, {"new_settings", {{"name", "other"}}}}));
}
