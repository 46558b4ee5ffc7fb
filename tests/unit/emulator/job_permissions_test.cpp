#include <catch2/catch.hpp>

#include "support/robot_fixture.hpp"

using namespace dbc;
using dbc::test::RobotFixture;

namespace {

class JobRights : public RobotFixture {
 public:
  static Json settings(const Json& more = Json::object()) {
    Json made{{"name", "job"}, {"tasks", Json::array({task(Json::object())})}};
    made.update(more);
    return made;
  }
  static Json task(const Json& more) {
    Json made{{"task_key", "a"}, {"notebook_task", {{"notebook_path", "/a"}}}, {"new_cluster", spec()}};
    made.update(more);
    return made;
  }
  static Json spec() {
    return {{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 1}};
  }
  static std::string id_of(const emulator::Reply& reply, const std::string& name = "job_id") {
    return std::to_string(body_of(reply).at(name).get<std::int64_t>());
  }
  std::string create_job(const Json& more = Json::object()) { return id_of(post("jobs/create", settings(more))); }
  std::string run_now(const std::string& job_id) { return id_of(post("jobs/run-now", {{"job_id", job_id}}), "run_id"); }
  Json acl(const std::string& job_id) { return body_of(get("permissions/jobs/" + job_id)).at("access_control_list"); }
  std::vector<std::string> listed(const std::string& target, const std::string& list, const std::string& id) {
    std::vector<std::string> ids;
    const Json body = body_of(ask(target));
    if (body.contains(list))
      for (const auto& each : body[list]) ids.push_back(std::to_string(each.at(id).get<std::int64_t>()));
    return ids;
  }
  void entitle() {
    const Json value = Json::array({{{"value", "allow-cluster-create"}}});
    const Json add{{"op", "add"}, {"path", "entitlements"}, {"value", value}};
    REQUIRE(scim("PATCH", "ServicePrincipals/" + robot.id, {{"Operations", Json::array({add})}}).status == 200);
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("job permissions: whoever makes a job owns it", "[emulator][permissions]") {
  JobRights ws;
  ws.entitle();
  const std::string id = ws.id_of(ws.send("jobs/create", ws.settings()));
  const Json entry = ws.acl(id)[0];
  CHECK(entry["service_principal_name"] == ws.robot.application_id);
  CHECK(entry["all_permissions"][0] == Json{{"permission_level", "IS_OWNER"}, {"inherited", false}});
  CHECK(ws.body_of(ws.get("permissions/jobs/" + id))["object_type"] == "job");
  CHECK(ws.send("jobs/update", {{"job_id", id}, {"new_settings", {{"name", "mine"}}}}).status == 200);
  CHECK(ws.send("jobs/delete", {{"job_id", id}}).status == 200);
  const auto gone = ws.get("permissions/jobs/" + id);
  CHECK(gone.status == 404);
  CHECK(gone.body ==
        Json{{"error_code", "RESOURCE_DOES_NOT_EXIST"}, {"message", "Job " + id + " does not exist."}}.dump());
  CHECK(ws.get("permissions/jobs/x1").status == 404);
}

TEST_CASE("job permissions: each call asks for its level", "[emulator][permissions]") {
  JobRights ws;
  const std::string id = ws.create_job();
  const std::string run = ws.run_now(id);
  const auto refused = [&](const std::string& target) { return ws.ask(target).status == 403; };
  const auto refused_to_send = [&](const std::string& target, const Json& body) {
    return ws.send(target, body).status == 403;
  };
  const Json job_ref{{"job_id", id}};
  const Json run_ref{{"run_id", run}};
  CHECK(refused("jobs/get?job_id=" + id));
  CHECK(refused("jobs/runs/get?run_id=" + run));
  CHECK(refused("jobs/runs/get-output?run_id=" + run));
  CHECK(refused("jobs/runs/export?run_id=" + run));
  CHECK(refused("permissions/jobs/" + id));
  ws.grant("jobs/" + id, "CAN_VIEW");
  CHECK(ws.ask("jobs/get?job_id=" + id).status == 200);
  CHECK(ws.ask("jobs/runs/get?run_id=" + run).status == 200);
  CHECK(ws.ask("permissions/jobs/" + id).status == 200);
  CHECK(refused_to_send("jobs/run-now", job_ref));
  CHECK(refused_to_send("jobs/runs/cancel", run_ref));
  CHECK(refused_to_send("jobs/runs/cancel-all", job_ref));
  const Json repair{{"run_id", run}, {"rerun_all_failed_tasks", true}};
  CHECK(refused_to_send("jobs/runs/repair", repair));
  CHECK(refused_to_send("jobs/runs/delete", run_ref));
  ws.grant("jobs/" + id, "CAN_MANAGE_RUN");
  CHECK(ws.send("jobs/run-now", job_ref).status == 200);
  CHECK(ws.send("jobs/runs/cancel", run_ref).status == 200);
  CHECK(ws.send("jobs/runs/cancel-all", job_ref).status == 200);
  CHECK(ws.send("jobs/runs/repair", repair).status == 200);
  CHECK(ws.send("jobs/runs/delete", run_ref).status == 200);
  CHECK(refused_to_send("jobs/update", {{"job_id", id}, {"new_settings", {{"name", "x"}}}}));
  CHECK(refused_to_send("jobs/reset", {{"job_id", id}, {"new_settings", ws.settings()}}));
  CHECK(refused_to_send("jobs/delete", job_ref));
  ws.grant("jobs/" + id, "CAN_MANAGE");
  CHECK(ws.send("jobs/update", {{"job_id", id}, {"new_settings", {{"name", "x"}}}}).status == 200);
  CHECK(ws.send("jobs/delete", job_ref).status == 200);
}

TEST_CASE("job permissions: the list at creation is what was granted", "[emulator][permissions]") {
  JobRights ws;
  const Json list = ws.list_for("CAN_MANAGE_RUN");
  const std::string id = ws.create_job(list);
  const Json acl = ws.acl(id);
  REQUIRE(acl.size() == 3);
  CHECK(acl[0]["user_name"] == "admin@localhost");
  CHECK(acl[0]["all_permissions"][0]["permission_level"] == "IS_OWNER");
  CHECK(acl[1]["service_principal_name"] == ws.robot.application_id);
  CHECK(ws.send("jobs/run-now", {{"job_id", id}}).status == 200);
  CHECK(ws.acl(ws.create_job(ws.list_for("IS_OWNER")))[0]["service_principal_name"] == ws.robot.application_id);
  Json two = ws.list_for("IS_OWNER");
  two["access_control_list"].push_back({{"user_name", "admin@localhost"}, {"permission_level", "IS_OWNER"}});
  const auto refused = ws.post("jobs/create", ws.settings(two));
  CHECK(refused.status == 400);
  CHECK(refused.body.find("The job must have exactly one owner.") != std::string::npos);
  const Json stranger = {
      {"access_control_list", Json::array({{{"user_name", "u"}, {"permission_level", "CAN_VIEW"}}})}};
  CHECK(ws.post("jobs/create", ws.settings(stranger)).body.find("UserName(u) does not exist") != std::string::npos);
}

TEST_CASE("job permissions: an owner gives the job away", "[emulator][permissions]") {
  JobRights ws;
  const std::string path = "/api/2.0/permissions/jobs/" + ws.create_job();
  CHECK(ws.call("PUT", path, ws.list_for("CAN_VIEW").dump()).status == 400);
  CHECK(ws.call("PATCH", path, ws.list_for("IS_OWNER").dump()).status == 400);
  CHECK(ws.as(ws.robot.token, "PUT", path, ws.list_for("IS_OWNER")).status == 403);
  CHECK(ws.call("PUT", path, ws.list_for("IS_OWNER").dump()).status == 200);
  CHECK(ws.as(ws.robot.token, "PUT", path, Json::object()).status == 200);
  CHECK(ws.as(ws.robot.token, "GET", path).status == 403);
}

TEST_CASE("job permissions: lists leave out what may not be seen, and their pages are full",
          "[emulator][permissions]") {
  JobRights ws;
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(ws.create_job());
  for (const auto& id : ids) ws.run_now(id);
  CHECK(ws.body_of(ws.ask("jobs/list")) == Json::object());
  CHECK(ws.listed("jobs/runs/list", "runs", "run_id").empty());
  for (const auto i : {0U, 2U, 4U}) ws.grant("jobs/" + ids[i], "CAN_VIEW");
  CHECK(ws.listed("jobs/list", "jobs", "job_id") == Ids{ids[4], ids[2], ids[0]});
  CHECK(ws.listed("jobs/list?limit=2", "jobs", "job_id") == Ids{ids[4], ids[2]});
  CHECK(ws.listed("jobs/list?limit=2&offset=2", "jobs", "job_id") == Ids{ids[0]});
  CHECK(ws.listed("jobs/list?name=job&limit=1", "jobs", "job_id") == Ids{ids[4]});
  CHECK(ws.listed("jobs/runs/list?limit=2", "runs", "job_id") == Ids{ids[4], ids[2]});
  CHECK(ws.listed("jobs/runs/list", "runs", "job_id") == Ids{ids[4], ids[2], ids[0]});
  CHECK(ws.listed("jobs/runs/list?job_id=" + ids[1], "runs", "job_id").empty());
  CHECK(ws.body_of(ws.get("jobs/list"))["jobs"].size() == 6);
  ws.set_mode("warn");
  CHECK(ws.listed("jobs/list", "jobs", "job_id").size() == 6);
}

TEST_CASE("job permissions: the mode says what a lacking one means", "[emulator][permissions]") {
  JobRights ws;
  const std::string id = ws.create_job();
  const std::string message = "User " + ws.robot.application_id + " does not have View permissions on job " + id +
                              ". Please contact the owner or an administrator for access.";
  CHECK(ws.ask("jobs/get?job_id=" + id).body == Json{{"error_code", "PERMISSION_DENIED"}, {"message", message}}.dump());
  ws.set_mode("warn");
  const auto warned = ws.ask("jobs/get?job_id=" + id);
  CHECK(warned.status == 200);
  CHECK(emulator::header(warned.headers, "X-Dbc-Permission-Warning") == message);
  ws.set_mode("off");
  CHECK(emulator::header(ws.ask("jobs/get?job_id=" + id).headers, "X-Dbc-Permission-Warning").empty());
}

TEST_CASE("job permissions: a submitted run has permissions of its own", "[emulator][permissions]") {
  JobRights ws;
  Json request = ws.settings(ws.list_for("CAN_VIEW"));
  const std::string shared = ws.id_of(ws.post("jobs/runs/submit", request), "run_id");
  const std::string own = ws.id_of(ws.post("jobs/runs/submit", ws.settings()), "run_id");
  CHECK(ws.ask("jobs/runs/get?run_id=" + shared).status == 200);
  CHECK(ws.ask("jobs/runs/get?run_id=" + own).status == 403);
  CHECK(ws.listed("jobs/runs/list", "runs", "run_id") == Ids{shared});
  CHECK(ws.send("jobs/runs/delete", {{"run_id", shared}}).status == 403);
  CHECK(ws.send("jobs/runs/submit", ws.settings()).status == 403);
  ws.entitle();
  const std::string mine = ws.id_of(ws.send("jobs/runs/submit", ws.settings()), "run_id");
  CHECK(ws.listed("jobs/runs/list", "runs", "run_id") == Ids{mine, shared});
  CHECK(ws.send("jobs/runs/delete", {{"run_id", mine}}).status == 200);
}

TEST_CASE("job permissions: clusters are asked for when a job begins to use them", "[emulator][permissions]") {
  JobRights ws;
  const std::string cluster = ws.create_cluster();
  Json on_cluster = ws.task({{"existing_cluster_id", cluster}});
  on_cluster.erase("new_cluster");
  const Json existing{{"tasks", Json::array({on_cluster})}};
  CHECK(ws.send("jobs/create", ws.settings()).body.find("not authorized to create clusters") != std::string::npos);
  CHECK(ws.send("jobs/create", ws.settings(existing)).status == 403);
  ws.grant("clusters/" + cluster, "CAN_ATTACH_TO");
  const std::string id = ws.id_of(ws.send("jobs/create", ws.settings(existing)));
  CHECK(ws.send("jobs/update", {{"job_id", id}, {"new_settings", {{"tasks", ws.settings()["tasks"]}}}}).status == 403);
  const std::string managed = ws.create_job(ws.list_for("CAN_MANAGE"));
  CHECK(ws.send("jobs/update", {{"job_id", managed}, {"new_settings", {{"name", "kept cluster"}}}}).status == 200);
}

TEST_CASE("job permissions: a task runs a job that its author may run", "[emulator][permissions]") {
  JobRights ws;
  const std::string called = ws.create_job();
  const std::string task = R"({"task_key":"call","run_job_task":{"job_id":)" + called + "}}";
  const std::string nested = R"({"task_key":"each","for_each_task":{"inputs":"[1]","task":)" + task + "}}";
  const Json tasks = *parse_json("[" + (GENERATE(false, true) ? nested : task) + "]");
  ws.grant("jobs/" + called, "CAN_VIEW");
  CHECK(ws.send("jobs/create", {{"name", "j"}, {"tasks", tasks}}).status == 403);
  CHECK(ws.send("jobs/runs/submit", {{"tasks", tasks}}).status == 403);
  const std::string empty = ws.id_of(ws.send(
      "jobs/create", {{"name", "j"},
                      {"format", "MULTI_TASK"},
                      {"tasks", Json::array({{{"task_key", "n"}, {"notebook_task", {{"notebook_path", "/n"}}}}})}}));
  CHECK(ws.send("jobs/update", {{"job_id", empty}, {"new_settings", {{"tasks", tasks}}}}).status == 403);
  ws.grant("jobs/" + called, "CAN_MANAGE_RUN");
  CHECK(ws.send("jobs/update", {{"job_id", empty}, {"new_settings", {{"tasks", tasks}}}}).status == 200);
  CHECK(ws.send("jobs/create", {{"name", "j"}, {"tasks", tasks}}).status == 200);
}

TEST_CASE("job permissions: who drops run_as does not get the creator's rights", "[emulator][permissions]") {
  JobRights ws;
  Json settings = ws.settings(ws.list_for("CAN_MANAGE"));
  settings["run_as"] = {{"service_principal_name", ws.robot.application_id}};
  const std::string id = ws.create_job(settings);
  const Json drop{{"job_id", id}, {"fields_to_remove", {"run_as"}}};
  CHECK_THAT(ws.send("jobs/update", drop).body, Catch::Contains("may not let jobs run as admin@localhost"));
  CHECK(ws.send("jobs/update", {{"job_id", id}, {"new_settings", {{"name", "other"}}}}).status == 200);
  CHECK(ws.post("jobs/update", drop).status == 200);
  const Json take{{"job_id", id}, {"new_settings", {{"run_as", settings["run_as"]}}}};
  CHECK(ws.send("jobs/update", take).status == 200);
}

TEST_CASE("job permissions: an idempotency token names a run of one's own", "[emulator][permissions]") {
  JobRights ws;
  ws.entitle();
  const std::string job = ws.create_job();
  Json submission = ws.settings();
  submission["idempotency_token"] = "t";
  const std::string theirs = ws.id_of(ws.post("jobs/runs/submit", submission), "run_id");
  const std::string mine = ws.id_of(ws.send("jobs/runs/submit", submission), "run_id");
  CHECK(mine != theirs);
  CHECK(ws.id_of(ws.send("jobs/runs/submit", submission), "run_id") == mine);
  const Json now{{"job_id", job}, {"idempotency_token", "u"}};
  const std::string first = ws.id_of(ws.post("jobs/run-now", now), "run_id");
  CHECK(ws.send("jobs/run-now", now).status == 403);
  CHECK(ws.id_of(ws.post("jobs/run-now", now), "run_id") == first);
}

TEST_CASE("job permissions: who manages a job does not take it over", "[emulator][permissions]") {
  JobRights ws;
  const std::string id = ws.create_job();
  ws.grant("jobs/" + id, "CAN_MANAGE");
  const std::string target = ws.k_api + "permissions/jobs/" + id;
  const Json own = ws.list_for("IS_OWNER");
  CHECK(ws.as(ws.robot.token, "PUT", target, own).status == 403);
  const Json users = Json::array({{{"group_name", "users"}, {"permission_level", "CAN_VIEW"}}});
  CHECK(ws.as(ws.robot.token, "PATCH", target, {{"access_control_list", users}}).status == 200);
  CHECK(ws.call("PUT", target, own.dump()).status == 200);
}
