#include "dbc/emulator/seed.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "dbc/base/text.hpp"
#include "dbc/emulator/snapshot.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;
using dbc::test::WorkspaceFixture;

namespace {

constexpr const char* k_cluster =
    R"({"cluster_name":"c","spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":1})";

/// A seed, and the workspace that it makes.
struct SeedFixture {
  TemporaryFolder folder;
  std::filesystem::path seed = folder.path() / "seed";
  std::filesystem::path data = folder.path() / "ws";
  std::unique_ptr<Workspace> workspace;

  SeedFixture() { std::filesystem::create_directory(seed); }

  void write(const std::string& path, const std::string& content) const {
    std::filesystem::create_directories((seed / path).parent_path());
    std::ofstream(seed / path, std::ios::binary) << content;
  }
  Result<void> make(std::optional<std::uint64_t> id_seed = {}) const {
    auto read = Seed::read(seed);
    if (!read) return std::move(read).error();
    return make_workspace(data, {.seed = std::move(*read), .id_seed = id_seed});
  }
  /// What was wrong with it; nothing of a workspace may be there.
  std::string refusal() const {
    const auto made = make();
    REQUIRE_FALSE(made);
    CHECK(made.error().kind == ErrorKind::input);
    CHECK_FALSE(is_workspace(data));
    CHECK_FALSE(std::filesystem::exists(data / "files"));
    CHECK_FALSE(std::filesystem::exists(data / ".incoming"));
    return made.error().message;
  }
  Json get(const std::string& target) {
    if (!workspace) {
      auto opened = Workspace::open({.folder = data});
      if (!opened) FAIL(opened.error().message);
      workspace = std::move(*opened);
    }
    return WorkspaceFixture::body_of(workspace->handle({.method = "GET", .target = "/api/" + target}, Door::embedded));
  }
};

/// A seed of one thing of each kind that has an id.
void write_one_of_each(const SeedFixture& ws, const std::string& name) {
  ws.write("users/" + name + ".json", R"({"userName":")" + name + R"(@example.com"})");
  ws.write("service-principals/" + name + ".json", R"({"displayName":")" + name + R"("})");
  ws.write("groups/" + name + ".json", R"({"displayName":")" + name + R"("})");
  ws.write("workspace/Shared/p/" + name + ".py", "# Databricks notebook source\nprint(1)\n");
  ws.write("workspace/Shared/p/" + name + "-of/a.py", "print(1)\n");
  ws.write("cluster-policies/" + name + ".json", R"({"name":")" + name + R"(","definition":"{}"})");
  ws.write("instance-pools/" + name + ".json",
           R"({"instance_pool_name":")" + name + R"(","node_type_id":"i3.xlarge"})");
  ws.write("clusters/" + name + ".json", k_cluster);
  ws.write("jobs/" + name + ".json", R"({"name":")" + name + R"("})");
}

std::vector<std::string> ids_of_jobs(SeedFixture& ws, const std::string& name) {
  std::vector<std::string> ids;
  const Json list = ws.get("2.1/jobs/list");
  for (const Json& job : list.at("jobs"))
    if (job.at("settings").at("name") == name) ids.push_back(job.at("job_id").dump());
  return ids;
}

/// The ids of what `write_one_of_each` has made.
std::vector<std::string> ids_of(SeedFixture& ws, const std::string& name) {
  std::vector<std::string> ids;
  for (const char* kind :
       {"Users?filter=userName+eq+", "ServicePrincipals?filter=displayName+eq+", "Groups?filter=displayName+eq+"}) {
    const bool is_user = kind[0] == 'U';
    const Json found = ws.get("2.0/preview/scim/v2/" + std::string(kind) + name + (is_user ? "@example.com" : ""));
    ids.push_back(found.at("Resources").at(0).at("id").dump());
  }
  for (const auto& path : {std::string("/Shared/p"), "/Shared/p/" + name, "/Shared/p/" + name + "-of/a.py"})
    ids.push_back(ws.get("2.0/workspace/get-status?path=" + path).at("object_id").dump());
  const auto add = [&](const Json& list, const char* name_key, const char* id_key) {
    for (const Json& each : list)
      if (each.at(name_key) == name) ids.push_back(each.at(id_key).dump());
  };
  add(ws.get("2.0/policies/clusters/list").at("policies"), "name", "policy_id");
  add(ws.get("2.0/instance-pools/list").at("instance_pools"), "instance_pool_name", "instance_pool_id");
  for (const auto& id : ids_of_jobs(ws, name)) ids.push_back(id);
  return ids;
}

}  // namespace

TEST_CASE("seed: ids stay as they are when a seed gets more files", "[emulator][seed]") {
  SeedFixture alone;
  write_one_of_each(alone, "m");
  alone.write("requests.json", R"([{"method":"POST","path":"/api/2.1/jobs/create","body":{"name":"by request"}}])");
  REQUIRE(alone.make(7));
  SeedFixture more;
  for (const char* name : {"a", "m", "z"}) write_one_of_each(more, name);
  more.write("workspace/Shared/a/first.py", "print(1)\n");
  more.write("requests.json", R"([{"method":"POST","path":"/api/2.1/jobs/create","body":{"name":"another"}},
      {"method":"POST","path":"/api/2.1/jobs/create","body":{"name":"by request"}},
      {"method":"POST","path":"/api/2.1/jobs/create","body":{"name":"by request"}}])");
  REQUIRE(more.make(7));

  const auto ids = ids_of(alone, "m");
  CHECK(ids.size() == 9);
  CHECK(ids == ids_of(more, "m"));
  CHECK(ids != ids_of(more, "a"));
  const auto of_request = ids_of_jobs(alone, "by request");
  REQUIRE(of_request.size() == 1);
  const auto of_both = ids_of_jobs(more, "by request");  // the newest is first
  REQUIRE(of_both.size() == 2);
  CHECK(of_both[1] == of_request[0]);
  CHECK(of_both[0] != of_request[0]);
}

TEST_CASE("seed: what is made later has the same ids, whatever was in the seed", "[emulator][seed]") {
  SeedFixture small;
  SeedFixture large;
  write_one_of_each(large, "a");
  REQUIRE(small.make(7));
  REQUIRE(large.make(7));
  const auto make_more = [](SeedFixture& ws) {
    const std::vector<std::pair<std::string, Json>> requests{
        {"2.0/preview/scim/v2/Users", {{"userName", "late@example.com"}}},
        {"2.1/clusters/create", *parse_json(k_cluster)},
        {"2.1/jobs/create", {{"name", "late"}}},
        {"2.0/workspace/import", {{"path", "/Shared/late.txt"}, {"content", ""}, {"format", "AUTO"}}}};
    std::string ids;
    for (const auto& [target, body] : requests) {
      (void)ws.get("2.0/clusters/list");
      const auto reply =
          ws.workspace->handle({.method = "POST", .target = "/api/" + target, .body = body.dump()}, Door::embedded);
      const Json made = *parse_json(reply.body);
      for (const char* key : {"id", "cluster_id", "job_id", "object_id"})
        if (made.contains(key)) ids += made.at(key).dump() + " ";
    }
    return ids;
  };
  const auto ids = make_more(small);
  CHECK(std::ranges::count(ids, ' ') == 4);
  CHECK(ids == make_more(large));
}

TEST_CASE("seed: the policies of every workspace have the ids of the seed", "[emulator][seed]") {
  SeedFixture first;
  SeedFixture second;
  REQUIRE(first.make(7));
  REQUIRE(second.make(7));
  const auto ids = [](SeedFixture& ws) {
    std::vector<std::string> all;
    const Json list = ws.get("2.0/policies/clusters/list");
    for (const Json& policy : list.at("policies")) all.push_back(policy.at("policy_id").get<std::string>());
    return all;
  };
  const auto of_first = ids(first);
  REQUIRE(of_first.size() == 5);
  CHECK(of_first[0].size() == 16);
  CHECK(of_first == ids(second));
}

TEST_CASE("seed: each kind of file becomes what its folder says", "[emulator][seed]") {
  SeedFixture ws;
  ws.write("README.md", "notes");
  ws.write(".gitignore", "x");
  ws.write("users/ada.json", R"({"userName":"ada@example.com"})");
  ws.write("service-principals/bot.json", R"({"displayName":"bot"})");
  ws.write("groups/team.json", R"({"displayName":"team","members":[{"value":"${users/ada}"}]})");
  ws.write("secrets.json", R"({"scope":{"key":"value"},"empty":{}})");
  ws.write("workspace/Shared/p/note.py", "# Databricks notebook source\nprint(1)\n");
  ws.write("workspace/Shared/p/plain.py", "print(1)\n");
  std::filesystem::create_directories(ws.seed / "workspace/Shared/nothing here");
  std::string big(3 << 20, 'x');
  ws.write("dbfs/data/a \"b\" & ü.bin", big);
  ws.write("volumes/main/default/files/sub/ü %.csv", "a,b\n");
  ws.write("cluster-policies/small.json", R"({"name":"small","definition":"{}"})");
  ws.write("instance-pools/p.json", R"({"instance_pool_name":"p","node_type_id":"i3.xlarge"})");
  ws.write("clusters/etl.json", k_cluster);
  ws.write("jobs/j.json", R"({"name":"j","tasks":[{"task_key":"a","existing_cluster_id":"${clusters/etl}",
      "notebook_task":{"notebook_path":"/Shared/p/note"}}]})");
  ws.write("requests.json",
           R"([{"method":"POST","path":"/api/2.0/clusters/pin","body":{"cluster_id":"${clusters/etl}"}}])");
  const auto made = ws.make();
  if (!made) FAIL(made.error().message);

  CHECK(ws.get("2.0/preview/scim/v2/Users?filter=userName+eq+ada@example.com").at("totalResults") == 1);
  CHECK(ws.get("2.0/preview/scim/v2/ServicePrincipals").at("totalResults") == 1);
  const Json team = ws.get("2.0/preview/scim/v2/Groups?filter=displayName+eq+team");
  CHECK(team.at("Resources").at(0).at("members").at(0).at("display") == "ada@example.com");
  CHECK(ws.get("2.0/secrets/get?scope=scope&key=key").at("value") == base64_encode("value"));
  CHECK(ws.get("2.0/secrets/scopes/list").at("scopes").size() == 2);
  CHECK(ws.get("2.0/workspace/get-status?path=/Shared/p/note").at("object_type") == "NOTEBOOK");
  CHECK(ws.get("2.0/workspace/get-status?path=/Shared/p/plain.py").at("object_type") == "FILE");
  CHECK(ws.get("2.0/workspace/get-status?path=/Shared/nothing+here").at("object_type") == "DIRECTORY");
  CHECK(ws.get("2.0/dbfs/get-status?path=/data/a+%22b%22+%26+%C3%BC.bin").at("file_size") == big.size());
  CHECK(ws.get("2.0/fs/directories/Volumes/main/default/files/sub").at("contents").at(0).at("name") == "ü %.csv");
  CHECK(ws.get("2.0/policies/clusters/list").at("policies").dump().find("\"small\"") != std::string::npos);
  CHECK(ws.get("2.0/instance-pools/list").at("instance_pools").size() == 1);
  const Json cluster = ws.get("2.1/clusters/list?filter_by.is_pinned=true").at("clusters").at(0);
  const Json job = ws.get("2.1/jobs/list?expand_tasks=true").at("jobs").at(0);
  CHECK(job.at("settings").at("tasks").at(0).at("existing_cluster_id") == cluster.at("cluster_id"));
}

TEST_CASE("seed: a mistake names the file and makes nothing", "[emulator][seed]") {
  struct Mistake {
    std::string path;
    std::string content;
    std::string has;
  };
  const std::vector<Mistake> mistakes{
      {"clusters/bad.json", R"({"spark_version":"none"})", "clusters/bad.json is refused: 400 INVALID_PARAMETER_VALUE"},
      {"clusters/bad.json", "{", "clusters/bad.json is refused: "},
      {"clusters/bad.txt", "{}", "must be a file that ends with .json"},
      {"clutsers/a.json", "{}", "clutsers is not part of a seed"},
      {"note.txt", "{}", "note.txt is not part of a seed"},
      {"clusters", "{}", "clusters must be a folder"},
      {"secrets.json/a", "{}", "must be a file"},
      {"secrets.json", R"({"s":{"k":1}})", "the secret s/k must be a text"},
      {"secrets.json", R"({"s":"k"})", "the scope s must be an object"},
      {"secrets.json", "[]", "must be an object of scopes"},
      {"jobs/a.json", R"({"name":"${clusters/none}"})", "no earlier file of the seed is called clusters/none.json"},
      {"volumes/a/b/c/d", "x", "volumes/a/b/c/d is refused: 404"},
      {"volumes/d", "x", "volumes/d is refused: "},
      {"workspace/x.dbc", "x", "workspace/x.dbc is refused: 400"},
      {"requests.json", "{}", "must be a list of requests"},
      {"requests.json", R"([{"method":"POST"}])", "request 1: it needs a method and a path"},
      {"requests.json",
       R"([{"method":"GET","path":"/api/2.0/clusters/list"},{"method":"GET","path":"/api/9.9/nothing"}])",
       "request 2: 404 ENDPOINT_NOT_FOUND"},
  };
  for (const auto& mistake : mistakes) {
    SeedFixture ws;
    ws.write("clusters/0-good.json", k_cluster);
    if (mistake.path == "clusters") std::filesystem::remove_all(ws.seed / "clusters");
    ws.write(mistake.path, mistake.content);
    INFO(mistake.path << " " << mistake.content);
    const auto refusal = ws.refusal();
    INFO(refusal);
    CHECK(refusal.find(mistake.has) != std::string::npos);
    CHECK(refusal.find(ws.seed.string()) != std::string::npos);
  }
}

TEST_CASE("seed: a folder that is not there", "[emulator][seed]") {
  const TemporaryFolder folder;
  const auto read = Seed::read(folder.path() / "none");
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("none") != std::string::npos);
}

TEST_CASE("seed: the starter workspace", "[emulator][seed]") {
  SeedFixture ws;
  REQUIRE(make_workspace(ws.data, {.seed = Seed::starter()}));
  CHECK(ws.get("2.0/preview/scim/v2/Users?filter=userName+eq+ada@example.com").at("totalResults") == 1);
  const Json job = ws.get("2.1/jobs/list?expand_tasks=true").at("jobs").at(0);
  CHECK(job.at("settings").at("tasks").size() == 2);
  for (const Json& task : job.at("settings").at("tasks")) {
    const auto path = task.at("notebook_task").at("notebook_path").get<std::string>();
    CHECK(ws.get("2.0/workspace/get-status?path=" + path).at("object_type") == "NOTEBOOK");
  }
  const Json policies = ws.get("2.0/policies/clusters/list");
  const auto id = job.at("settings").at("job_clusters").at(0).at("new_cluster").at("policy_id").get<std::string>();
  CHECK(policies.dump().find(id) != std::string::npos);
  CHECK(ws.get("2.0/fs/directories/Volumes/main/default/files").at("contents").at(0).at("name") == "trips.csv");
}

TEST_CASE("new workspace: it takes the place of the old one, and snapshots stay", "[emulator][seed]") {
  WorkspaceFixture ws;
  const auto data = ws.folder.path() / "ws";
  (void)ws.create_cluster();
  REQUIRE(save_snapshot(data, "kept", false, ws.clock.now()));
  ws.workspace.reset();
  REQUIRE(make_workspace(data, {.id_seed = 9}));
  auto opened = Workspace::open({.folder = data, .id_seed = 9});
  REQUIRE(opened);
  ws.workspace = std::move(*opened);
  CHECK_FALSE(ws.body_of(ws.get("clusters/list")).contains("clusters"));
  CHECK(list_snapshots(data)->size() == 1);
  ws.workspace.reset();
  CHECK(load_snapshot(data, "kept"));
}

TEST_CASE("seed: an id stands in for its file's name within any text", "[emulator][seed]") {
  SeedFixture ws;
  ws.write("users/ada.json", R"({"userName":"ada@example.com"})");
  ws.write("clusters/etl.json", k_cluster);
  ws.write("jobs/load.json", R"({"name":"load on ${clusters/etl}, ${HOME} and ${var.x}"})");
  ws.write("requests.json", R"([
    {"method":"PUT","path":"/api/2.0/permissions/jobs/${jobs/load}","body":{"access_control_list":[
      {"user_name":"ada@example.com","permission_level":"CAN_VIEW"},
      {"user_name":"admin@localhost","permission_level":"IS_OWNER"}]}},
    {"method":"POST","path":"/api/2.1/jobs/update","body":{"job_id":"${jobs/load}",
      "new_settings":{"description":"job ${jobs/load}/${clusters/etl}"}}},
    {"method":"PUT","path":"/_internal/permission-mode","body":{"mode":"warn"}}])");
  const auto made = ws.make();
  if (!made) FAIL(made.error().message);
  const Json job = ws.get("2.1/jobs/list").at("jobs").at(0);
  const std::string id = job.at("job_id").dump();
  const std::string cluster = ws.get("2.1/clusters/list").at("clusters").at(0).at("cluster_id");
  CHECK(job.at("settings").at("name") == "load on " + cluster + ", ${HOME} and ${var.x}");
  CHECK(job.at("settings").at("description") == "job " + id + "/" + cluster);
  CHECK(ws.get("2.0/permissions/jobs/" + id).dump().find("CAN_VIEW") != std::string::npos);
  const auto mode = ws.workspace->handle({.method = "GET", .target = "/_internal/permission-mode"}, Door::embedded);
  CHECK(WorkspaceFixture::body_of(mode).at("mode") == "warn");
}

TEST_CASE("seed: a name within a text that no file has is a mistake", "[emulator][seed]") {
  SeedFixture ws;
  ws.write("requests.json", R"([{"method":"GET","path":"/api/2.1/jobs/get?job_id=${jobs/none}"}])");
  CHECK(ws.refusal().find("no earlier file of the seed is called jobs/none.json") != std::string::npos);
}

TEST_CASE("seed: what programs leave beside files is left alone everywhere", "[emulator][seed]") {
  SeedFixture ws;
  for (const char* path : {"workspace/.DS_Store", "workspace/Shared/p/.keep", "dbfs/d/.git/config", "jobs/.DS_Store",
                           "volumes/main/default/files/a/.hidden", "jobs/load.json~", "workspace/Shared/p/a.py~"})
    ws.write(path, "x");
  ws.write("dbfs/d/seen.txt", "x");
  const auto made = ws.make();
  if (!made) FAIL(made.error().message);
  CHECK(ws.get("2.0/workspace/get-status?path=/Shared/p").at("object_type") == "DIRECTORY");
  CHECK_FALSE(ws.get("2.0/workspace/list?path=/Shared/p").contains("objects"));
  CHECK(ws.get("2.0/dbfs/list?path=/d").at("files").size() == 1);
  CHECK_FALSE(ws.get("2.0/fs/directories/Volumes/main/default/files/a").contains("contents"));
}

TEST_CASE("seed: what never happens here is told, with the file that asks for it", "[emulator][seed]") {
  SeedFixture ws;
  ws.write("jobs/nightly.json",
           R"({"name":"n","schedule":{"quartz_cron_expression":"0 0 0 * * ?","timezone_id":"UTC"}})");
  ws.write("jobs/plain.json", R"({"name":"p"})");
  auto seed = Seed::read(ws.seed);
  REQUIRE(seed);
  std::vector<std::string> told;
  REQUIRE(make_workspace(
      ws.data, {.seed = std::move(*seed), .on_warning = [&](const std::string& text) { told.push_back(text); }}));
  REQUIRE(told.size() == 1);
  CHECK(told[0] == "jobs/nightly.json: schedule: stored, but this workspace neither fires nor sends them yet");
}
