#include <fstream>

#include "dbc/base/text.hpp"
#include "emulator/execution/run_folder.hpp"
#include "emulator/services/runs/run_repository.hpp"
#include "emulator/store/store.hpp"
#include "unit/emulator/permission_matrix/matrix_workspace.hpp"

namespace dbc::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view k_spec = R"("spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":1)";
constexpr std::string_view k_tasks = R"("tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/Shared/x"}}])";

Json spec() { return *parse_json("{" + std::string(k_spec) + "}"); }

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// As the process that carried the run out leaves them behind.
void plant_outputs(MatrixWorkspace& ws, std::int64_t run, std::int64_t task_run) {
  const auto folder = ws.folder.path() / "ws";
  auto store = emulator::Store::open(folder);
  REQUIRE(store);
  auto transaction = (*store)->begin_write();
  REQUIRE(transaction);
  const Json views = Json::array({{{"type", "NOTEBOOK"}, {"name", "n"}, {"content", k_planted}}});
  const Json output{{"notebook_output", {{"result", k_planted}}}};
  REQUIRE(emulator::RunRepository(*transaction, ws.clock.now())
              .save_output(task_run, {.output = output.dump(), .views = views.dump()}));
  REQUIRE(transaction->commit());
  const auto logs = emulator::RunFolder(folder, run).root() / emulator::RunFolder::logs_below(task_run);
  std::filesystem::create_directories(logs);
  std::ofstream(logs / "stdout") << k_planted;
}

}  // namespace

std::string MatrixThings::filled(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at + 1);
    const bool is_name = text[at] == '{' && end != std::string::npos && text[end] == '}' && end > at + 1;
    result += is_name ? get(text.substr(at + 1, end - at - 1)) : text.substr(at, 1);
    at = is_name ? end + 1 : at + 1;
  }
  return result;
}

std::string MatrixThings::get(const std::string& name) {
  if (name == "new") return ws_.next();
  if (name == "spec") return std::string(k_spec);
  if (name == "tasks") return std::string(k_tasks);
  if (!made_.contains(name)) make(name);
  INFO("an object called " << name);
  REQUIRE(made_.contains(name));
  return made_[name];
}

void MatrixThings::make(const std::string& name) {
  if (name == "cluster" || name == "stopped") return make_cluster(name);
  if (name == "job" || name == "run" || name == "task_run") return make_run();
  if (name.starts_with("folder") || name.starts_with("notebook") || name.starts_with("file")) return make_tree();
  if (name.starts_with("user") || name.starts_with("group") || name.starts_with("robot")) return make_principals();
  if (name == "scope") return make_scope();
  if (name == "pool") return make_pool();
  if (name == "policy") return make_policy();
  if (name == "token")
    made_[name] = ws_.make("token/create", {{"comment", k_planted}})["token_info"]["token_id"];
  else if (name == "profile" || name == "list" || name == "destination")
    make_settings();
  else
    make_files();
}

void MatrixThings::make_cluster(const std::string& name) {
  Json wanted = spec();
  wanted["cluster_name"] = k_planted;
  wanted["spark_env_vars"] = {{"P", "{{secrets/" + get("scope") + "/k}}"}};
  const Json id = ws_.make("clusters/create", wanted)["cluster_id"];
  ws_.clock.advance(10s);
  ws_.make("libraries/install", {{"cluster_id", id}, {"libraries", {{{"pypi", {{"package", k_planted}}}}}}});
  if (name == "stopped") ws_.make("clusters/delete", {{"cluster_id", id}});
  ws_.clock.advance(10s);
  made_[name] = id;
}

void MatrixThings::make_run() {
  Json settings = *parse_json("{" + std::string(k_tasks) + "}");
  settings["name"] = k_planted;
  settings["tasks"][0]["notebook_task"]["base_parameters"] = {{"p", k_planted}};
  const Json job = ws_.make("jobs/create", settings)["job_id"];
  const Json run = ws_.make("jobs/run-now", {{"job_id", job}, {"notebook_params", {{"p", k_planted}}}})["run_id"];
  const Json info = ws_.body_of(ws_.call("GET", "/api/2.1/jobs/runs/get?run_id=" + run.dump()));
  const Json task_run = info["tasks"][0]["run_id"];
  plant_outputs(ws_, run.get<std::int64_t>(), task_run.get<std::int64_t>());
  made_["job"] = text_of(job);
  made_["run"] = text_of(run);
  made_["task_run"] = text_of(task_run);
}

void MatrixThings::make_tree() {
  const std::string folder = "/Users/" + ws_.owner.application_id + "/d" + ws_.next();
  ws_.make("workspace/mkdirs", {{"path", folder}});
  const std::string source = base64_encode("# Databricks notebook source\nprint('" + k_planted + "')\n");
  for (const auto& name : {std::string("n"), k_planted})
    ws_.make("workspace/import", {{"path", folder + "/" + name}, {"language", "PYTHON"}, {"content", source}});
  ws_.make("workspace-files/import-file" + folder + "/f.txt", k_planted);
  const std::map<std::string, std::string> paths{
      {"folder", folder}, {"notebook", folder + "/n"}, {"file", folder + "/f.txt"}};
  for (const auto& [name, path] : paths) {
    made_[name] = path;
    made_[name + "_id"] = text_of(ws_.body_of(ws_.get("workspace/get-status?path=" + path))["object_id"]);
  }
}

void MatrixThings::make_principals() {
  const std::string number = ws_.next();
  made_["user_name"] = "user" + number + "@x.org";
  made_["user"] =
      ws_.scim_body(201, "POST", "Users", {{"userName", made_["user_name"]}, {"externalId", k_planted}})["id"];
  made_["group_name"] = "group" + number;
  made_["group"] =
      ws_.scim_body(201, "POST", "Groups", {{"displayName", made_["group_name"]}, {"externalId", k_planted}})["id"];
  const Json robot =
      ws_.scim_body(201, "POST", "ServicePrincipals", {{"displayName", "robot" + number}, {"externalId", k_planted}});
  made_["robot"] = robot["id"];
  made_["robot_name"] = robot["applicationId"];
}

void MatrixThings::make_scope() {
  made_["scope"] = "scope" + ws_.next();
  // A name tells that it is there, so that the lists have one too.
  for (const auto& scope : {made_["scope"], k_planted + ws_.next()}) {
    ws_.make("secrets/scopes/create", {{"scope", scope}});
    for (const auto& key : {std::string("k"), k_planted})
      ws_.make("secrets/put", {{"scope", scope}, {"key", key}, {"string_value", k_planted}});
    ws_.make("secrets/acls/put", {{"scope", scope}, {"principal", "admins"}, {"permission", "MANAGE"}});
  }
}

void MatrixThings::make_pool() {
  const Json pool{{"instance_pool_name", k_planted + ws_.next()}, {"node_type_id", "i3.xlarge"}};
  made_["pool"] = ws_.make("instance-pools/create", pool)["instance_pool_id"];
}

/// Only admins make one.
void MatrixThings::make_policy() {
  const Json policy{{"name", k_planted + ws_.next()}, {"definition", "{}"}};
  made_["policy"] = ws_.body_of(ws_.post("policies/clusters/create", policy))["policy_id"];
  ws_.grant(ws_.owner, "cluster-policies/" + made_["policy"], "CAN_USE");
}

void MatrixThings::make_files() {
  made_["dbfs"] = "/file" + ws_.next();
  ws_.make("dbfs/put", {{"path", made_["dbfs"]}, {"contents", "eA=="}});
  made_["handle"] = text_of(ws_.make("dbfs/create", {{"path", "/file" + ws_.next()}})["handle"]);
  made_["volume"] = "/Volumes/main/default/files/f" + ws_.next();
  made_["volume_folder"] = "/Volumes/main/default/files/d" + ws_.next();
  REQUIRE(ws_.call("PUT", "/api/2.0/fs/files" + made_["volume"], "x").status == 204);
  REQUIRE(ws_.call("PUT", "/api/2.0/fs/directories" + made_["volume_folder"]).status == 204);
}

/// Only admins make them.
void MatrixThings::make_settings() {
  made_["profile"] = "arn:aws:iam::1:instance-profile/q" + ws_.next();
  ws_.body_of(ws_.post("instance-profiles/add", {{"instance_profile_arn", made_["profile"]}}));
  const Json list{{"label", "l" + ws_.next()}, {"list_type", "BLOCK"}, {"ip_addresses", {"192.0.2.1"}}};
  made_["list"] = ws_.body_of(ws_.post("ip-access-lists", list))["ip_access_list"]["list_id"];
  const Json destination{{"display_name", "d" + ws_.next()}, {"config", {{"email", {{"addresses", {"a@x.org"}}}}}}};
  made_["destination"] = ws_.body_of(ws_.post("notification-destinations", destination))["id"];
}

}  // namespace dbc::test
