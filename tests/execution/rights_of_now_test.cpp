#include "support/guarded_workspace.hpp"

using namespace dbc;
using dbc::test::GuardedWorkspace;

namespace {

const std::string k_read = "dbutils.secrets.get('own', 'k')";

/// Reads the secret, says so, and reads it again when it is told to.
const std::string k_reading_twice = R"(
import os, time
)" + k_read + R"(
open('/dbfs/ready', 'w').write('x')
while not os.path.exists('/dbfs/go'):
    time.sleep(0.01)
try:
    )" + k_read + R"(
    dbutils.notebook.exit('served')
except Exception as problem:
    dbutils.notebook.exit(str(problem))
)";

Json notebook(const std::string& path) { return {{"task_key", "n"}, {"notebook_task", {{"notebook_path", path}}}}; }

Json running_job(std::int64_t job) { return {{"task_key", "n"}, {"run_job_task", {{"job_id", job}}}}; }

Json on_cluster(Json task, const std::string& id) {
  task.erase("new_cluster");
  task["existing_cluster_id"] = id;
  return task;
}

std::string message_of(const Json& state) { return state["state_message"]; }

}  // namespace

TEST_CASE("rights of now: a run that is under way loses what its user loses", "[execution][rights]") {
  GuardedWorkspace ws;
  const std::string loss = GENERATE(as<std::string>{}, "permission", "group", "account", "admin");
  ws.put_notebook("/Shared/twice", k_reading_twice);
  const auto acl = [&](const std::string& verb, const std::string& principal) {
    ws.body_of(ws.call("POST", "/api/2.0/secrets/acls/" + verb,
                       {{"scope", "own"}, {"principal", principal}, {"permission", "READ"}}));
  };
  const auto member = [&](const std::string& verb, const std::string& group) {
    ws.body_of(ws.call("POST", "/api/2.0/groups/" + verb, {{"user_name", "bob@example.com"}, {"parent_name", group}}));
  };
  if (loss == "group") {
    ws.body_of(ws.call("POST", "/api/2.0/groups/create", {{"group_name", "readers"}}));
    member("add-member", "readers");
    acl("put", "readers");
  } else if (loss == "admin") {
    member("add-member", "admins");
  } else {
    acl("put", "bob@example.com");
  }
  const auto id =
      ws.as(*ws.bob, "jobs/runs/submit", {{"tasks", {notebook("/Shared/twice")}}})["run_id"].get<std::int64_t>();
  ws.await([&] { return !ws.read("ready").empty(); });
  if (loss == "permission") acl("delete", "bob@example.com");
  if (loss == "group") member("remove-member", "readers");
  if (loss == "admin") member("remove-member", "admins");
  if (loss == "account") ws.change_user("bob", "active", false);
  ws.put("go", "");
  const std::string result = ws.output_of(ws.finished(id), "n")["notebook_output"]["result"];
  CHECK_THAT(result, Catch::Contains("PERMISSION_DENIED"));
}

TEST_CASE("rights of now: a run opens no notebook or file that its user may not read", "[execution][rights]") {
  GuardedWorkspace ws;
  ws.body_of(ws.ask(
      *ws.ada, "POST", "/api/2.0/workspace/import",
      {{"path", "/Users/ada@example.com/n"}, {"language", "PYTHON"}, {"content", base64_encode("print('hers')")}}));
  ws.body_of(ws.ada->handle({.method = "POST",
                             .target = "/api/2.0/workspace-files/import-file/Users/ada@example.com/f.py",
                             .body = "print('hers')"},
                            emulator::Door::embedded));
  const Json file{{"task_key", "n"},
                  {"spark_python_task", {{"python_file", "/Workspace/Users/ada@example.com/f.py"}}},
                  {"environment_key", "Default"}};
  const Json task = GENERATE(false, true) ? file : notebook("/Users/ada@example.com/n");
  const auto submitted = [&](emulator::Workspace& door) {
    return ws.finished(
        ws.as(door, "jobs/runs/submit",
              {{"tasks", {task}},
               {"environments", {{{"environment_key", "Default"}, {"spec", {{"client", "1"}}}}}}})["run_id"]
            .get<std::int64_t>());
  };
  const Json refused = submitted(*ws.bob);
  CHECK_THAT(message_of(refused["tasks"][0]["state"]),
             Catch::Contains("the identity used to run this job, bob@example.com, lacks"));
  CHECK(ws.output_of(refused, "n").dump().find("hers") == std::string::npos);
  CHECK(ws.result_of(submitted(*ws.ada)) == "TERMINATED/SUCCESS");
}

TEST_CASE("rights of now: a task runs a job only as long as its run's user may", "[execution][rights]") {
  GuardedWorkspace ws;
  const auto called = ws.as(*ws.ada, "jobs/create", ws.job())["job_id"].get<std::int64_t>();
  const std::string object = "jobs/" + std::to_string(called);
  ws.grant("bob", object, "CAN_MANAGE_RUN");
  const auto calling =
      ws.as(*ws.bob, "jobs/create", {{"name", "c"}, {"tasks", {running_job(called)}}})["job_id"].get<std::int64_t>();
  CHECK(ws.result_of(ws.finished(ws.as(*ws.bob, "jobs/run-now", {{"job_id", calling}})["run_id"])) ==
        "TERMINATED/SUCCESS");
  ws.revoke(object);
  const Json run = ws.finished(ws.as(*ws.bob, "jobs/run-now", {{"job_id", calling}})["run_id"]);
  CHECK_THAT(message_of(run["tasks"][0]["state"]), Catch::Contains("does not have Manage Run permissions on job"));
  CHECK(ws.get("jobs/runs/list?job_id=" + std::to_string(called))["runs"].size() == 1);
}

TEST_CASE("rights of now: whoever starts a job lends it no rights", "[execution][rights]") {
  GuardedWorkspace ws;
  ws.entitle("bob");
  const Json spec = ws.cluster({{"spark_env_vars", {{"P", "{{secrets/own/k}}"}}}});
  const Json task = ws.script("n", "import os\nprint(os.environ['P'])", {{"new_cluster", spec}});
  const auto job = ws.as(*ws.bob, "jobs/create", {{"name", "j"}, {"tasks", {task}}})["job_id"].get<std::int64_t>();
  const Json run = ws.finished(ws.run_now(job));  // an admin's
  CHECK_THAT(message_of(run["tasks"][0]["state"]),
             Catch::Contains("SECRET_PERMISSION_DENIED") && Catch::Contains("bob@example.com"));
  const auto hers =
      ws.post("jobs/create",
              {{"name", "j"}, {"tasks", {task}}, {"run_as", {{"user_name", "ada@example.com"}}}})["job_id"]
          .get<std::int64_t>();
  ws.entitle("ada");
  ws.grant("bob", "jobs/" + std::to_string(hers), "CAN_MANAGE_RUN");
  const Json good = ws.finished(ws.as(*ws.bob, "jobs/run-now", {{"job_id", hers}})["run_id"]);
  CHECK(ws.result_of(good) == "TERMINATED/SUCCESS");
}

TEST_CASE("rights of now: a cluster gives its secrets as long as its owner may read them", "[execution][rights]") {
  GuardedWorkspace ws;
  ws.entitle("bob");
  ws.body_of(ws.call("POST", "/api/2.0/secrets/acls/put",
                     {{"scope", "own"}, {"principal", "bob@example.com"}, {"permission", "READ"}}));
  const std::string id =
      ws.as(*ws.bob, "clusters/create", ws.cluster({{"spark_env_vars", {{"P", "{{secrets/own/k}}"}}}}))["cluster_id"];
  const Json task = on_cluster(ws.script("n", "import os\nassert os.environ['P'] == '12345'"), id);
  CHECK(ws.state_when_submitted_by(*ws.bob, task)["result_state"] == "SUCCESS");
  ws.body_of(ws.call("POST", "/api/2.0/secrets/acls/delete", {{"scope", "own"}, {"principal", "bob@example.com"}}));
  CHECK(ws.get("clusters/get?cluster_id=" + id)["state"] == "RUNNING");
  CHECK_THAT(message_of(ws.state_when_submitted_by(*ws.bob, task)), Catch::Contains("SECRET_PERMISSION_DENIED"));
  CHECK_THAT(message_of(ws.state_when_submitted_by(*ws.workspace, task)), Catch::Contains("SECRET_PERMISSION_DENIED"));
}

TEST_CASE("rights of now: a run uses a cluster as far as its user may", "[execution][rights]") {
  GuardedWorkspace ws;
  const std::string id = ws.post("clusters/create", ws.cluster({{"cluster_name", "c"}}))["cluster_id"];
  const Json task = on_cluster(ws.script("n", "print(1)"), id);
  const auto job = [&] {
    ws.grant("bob", "clusters/" + id, "CAN_ATTACH_TO");
    return ws.as(*ws.bob, "jobs/create", {{"name", "j"}, {"tasks", {task}}})["job_id"].get<std::int64_t>();
  }();
  const auto state = [&] {
    return ws.finished(ws.as(*ws.bob, "jobs/run-now", {{"job_id", job}})["run_id"])["tasks"][0]["state"];
  };
  CHECK(state()["result_state"] == "SUCCESS");
  ws.revoke("clusters/" + id);
  CHECK_THAT(message_of(state()), Catch::Contains("does not have Attach To permissions on cluster"));
  ws.grant("bob", "clusters/" + id, "CAN_ATTACH_TO");
  ws.post("clusters/delete", {{"cluster_id", id}});
  CHECK_THAT(message_of(state()), Catch::Contains("does not have Restart permissions on cluster"));
  ws.grant("bob", "clusters/" + id, "CAN_RESTART");
  CHECK(state()["result_state"] == "SUCCESS");
}

TEST_CASE("rights of now: a run installs nothing on a cluster that its user does not manage", "[execution][rights]") {
  GuardedWorkspace ws;
  const std::string id = ws.post("clusters/create", ws.cluster({{"cluster_name", "c"}}))["cluster_id"];
  ws.grant("bob", "clusters/" + id, "CAN_RESTART");
  Json task = on_cluster(ws.script("n", "print(1)"), id);
  task["libraries"] = Json::array({{{"pypi", {{"package", "no-such-package"}}}}});
  CHECK_THAT(message_of(ws.state_when_submitted_by(*ws.bob, task)),
             Catch::Contains("does not have Manage permissions"));
  CHECK(ws.get("libraries/cluster-status?cluster_id=" + id).value("library_statuses", Json::array()).empty());
}

TEST_CASE("rights of now: a job makes clusters as long as its user may", "[execution][rights]") {
  GuardedWorkspace ws;
  ws.entitle("bob");
  const Json task = ws.script("n", "print(1)");
  const auto job = ws.as(*ws.bob, "jobs/create", {{"name", "j"}, {"tasks", {task}}})["job_id"].get<std::int64_t>();
  ws.change_user("bob", "entitlements", Json::array());
  const Json run = ws.finished(ws.as(*ws.bob, "jobs/run-now", {{"job_id", job}})["run_id"]);
  CHECK_THAT(message_of(run["tasks"][0]["state"]), Catch::Contains("not authorized to create clusters"));
}
