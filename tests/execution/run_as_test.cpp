#include "support/guarded_workspace.hpp"

using namespace dbc;
using dbc::test::GuardedWorkspace;

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
  else if (name == "bob")
    CHECK_THAT(output["error"].get<std::string>(), Catch::Contains("PERMISSION_DENIED"));
  else
    CHECK_THAT(output["error"].get<std::string>(), Catch::Contains("nobody@example.com, lacks"));
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
