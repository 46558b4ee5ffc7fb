#include "dbc/emulator/activity.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "dbc/emulator/journal.hpp"
#include "dbc/emulator/snapshot.hpp"
#include "emulator/store/store.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::WorkspaceFixture;

namespace {

/// A workspace, and a watch over it.
struct WatchFixture : WorkspaceFixture {
  std::unique_ptr<ActivityWatch> watch;

  void begin() {
    auto begun = ActivityWatch::begin(folder.path() / "ws");
    if (!begun) FAIL(begun.error().message);
    watch = std::move(*begun);
  }
  ActivityReport end() {
    auto ended = watch->end();
    if (!ended) FAIL(ended.error().message);
    return std::move(*ended);
  }
  /// "made job nightly", with the id where that is wanted.
  static std::vector<std::string> texts(const ActivityReport& activity) {
    std::vector<std::string> all;
    for (const auto& change : activity.changes) all.push_back(change.action + " " + change.kind + " " + change.name);
    return all;
  }
  std::string make_job(const std::string& name) {
    return body_of(call("POST", "/api/2.1/jobs/create", Json{{"name", name}}.dump())).at("job_id").dump();
  }
  void import(const std::string& path, const std::string& content) {
    (void)body_of(
        post("workspace/import",
             {{"path", path}, {"language", "PYTHON"}, {"overwrite", true}, {"content", base64_encode(content)}}));
  }
};

bool has(const std::vector<std::string>& texts, const std::string& wanted) {
  return std::ranges::find(texts, wanted) != texts.end();
}

const EndpointUse& use_of(const ActivityReport& activity, const std::string& endpoint) {
  const auto found = std::ranges::find(activity.requests, endpoint, &EndpointUse::endpoint);
  REQUIRE(found != activity.requests.end());
  return *found;
}

}  // namespace

TEST_CASE("activity: what is made, changed and deleted is told once each, with names and ids", "[emulator][activity]") {
  WatchFixture ws;
  const auto old = ws.make_job("old");
  const auto kept = ws.make_job("kept");
  ws.begin();
  const auto made = ws.make_job("nightly");
  for (const auto* description : {"a", "b"})
    (void)ws.body_of(ws.call("POST", "/api/2.1/jobs/update",
                             "{\"job_id\":" + kept + R"(,"new_settings":{"description":")" + description + "\"}}"));
  (void)ws.body_of(ws.call("POST", "/api/2.1/jobs/delete", "{\"job_id\":" + old + "}"));
  CHECK(ws.call("POST", "/api/2.1/jobs/update", R"({"job_id":1,"new_settings":{}})").status >= 400);
  const auto activity = ws.end();
  REQUIRE(WatchFixture::texts(activity) ==
          std::vector<std::string>{"made job nightly", "changed job kept", "deleted job old"});
  CHECK(activity.changes[0].id == made);
  CHECK(activity.changes[1].id == kept);
  CHECK(activity.changes[2].id == old);
}

TEST_CASE("activity: what was made and deleted again is told as both", "[emulator][activity]") {
  WatchFixture ws;
  ws.begin();
  const auto id = ws.make_job("short");
  (void)ws.body_of(ws.call("POST", "/api/2.1/jobs/delete", "{\"job_id\":" + id + "}"));
  CHECK(WatchFixture::texts(ws.end()) == std::vector<std::string>{"made job short", "deleted job short"});
}

TEST_CASE("activity: every kind of thing is told", "[emulator][activity]") {
  WatchFixture ws;
  ws.begin();
  (void)ws.body_of(ws.post("secrets/scopes/create", {{"scope", "s"}}));
  for (const auto* value : {"hidden one", "hidden two"})
    (void)ws.body_of(ws.post("secrets/put", {{"scope", "s"}, {"key", "k"}, {"string_value", value}}));
  (void)ws.post("preview/scim/v2/Users", {{"userName", "ada@example.com"}});
  (void)ws.post("preview/scim/v2/Groups", {{"displayName", "team"}});
  (void)ws.post("preview/scim/v2/ServicePrincipals", {{"displayName", "bot"}});
  (void)ws.body_of(ws.post("policies/clusters/create", {{"name", "p"}, {"definition", "{}"}}));
  (void)ws.body_of(ws.post("instance-pools/create", {{"instance_pool_name", "pool"}, {"node_type_id", "i3.xlarge"}}));
  const auto cluster = ws.create_cluster();
  (void)ws.body_of(ws.post("libraries/install", {{"cluster_id", cluster}, {"libraries", {{{"jar", "dbfs:/a.jar"}}}}}));
  (void)ws.body_of(ws.post("clusters/delete", {{"cluster_id", cluster}}));
  (void)ws.body_of(ws.post("token/create", {{"comment", "for tests"}}));
  (void)ws.body_of(ws.call("PATCH", "/api/2.0/workspace-conf", R"({"enableTokensConfig":"true"})"));
  (void)ws.body_of(ws.call("PUT", "/_internal/permission-mode", R"({"mode":"warn"})"));
  ws.import("/Shared/note", "print(1)");
  (void)ws.body_of(ws.post("dbfs/put", {{"path", "/tmp/x"}, {"contents", base64_encode("x")}}));
  CHECK(ws.call("PUT", "/api/2.0/fs/files/Volumes/main/default/files/y", "y").status == 204);
  const auto activity = ws.end();
  const auto texts = WatchFixture::texts(activity);
  INFO(join(texts, "\n"));
  for (const std::string wanted :
       {"made secret scope s", "made secret s/k", "made user ada@example.com", "made group team",
        "made service principal bot", "made cluster policy p", "made instance pool pool", "made cluster demo",
        "terminated cluster demo", "made token for tests", "changed setting enableTokensConfig",
        "changed setting permission mode", "made notebook /Shared/note", "made DBFS file dbfs:/tmp/x",
        "made volume file /Volumes/main/default/files/y"})
    CHECK(has(texts, wanted));
  CHECK(std::ranges::count(texts, "made secret s/k") == 1);
  CHECK_FALSE(has(texts, "changed secret s/k"));
  CHECK_FALSE(has(texts, "changed permissions secret-scopes/s"));
  CHECK(join(texts, "\n").find("hidden") == std::string::npos);
}

TEST_CASE("activity: files that are replaced are changed, and what is only looked at is not", "[emulator][activity]") {
  WatchFixture ws;
  ws.import("/Shared/note", "print(1)");
  ws.import("/Shared/gone", "print(1)");
  (void)ws.body_of(ws.post("dbfs/put", {{"path", "/tmp/x"}, {"contents", base64_encode("x")}}));
  ws.begin();
  (void)ws.body_of(ws.get("workspace/list?path=/"));  // gives the first folders their rows
  (void)ws.body_of(ws.get("workspace/list?path=/Shared"));
  ws.import("/Shared/note", "print(2)");
  (void)ws.body_of(ws.post("workspace/delete", {{"path", "/Shared/gone"}}));
  (void)ws.body_of(ws.post("dbfs/put", {{"path", "/tmp/x"}, {"contents", base64_encode("y")}, {"overwrite", true}}));
  (void)ws.body_of(ws.post("dbfs/mkdirs", {{"path", "/tmp/d"}}));
  auto texts = WatchFixture::texts(ws.end());
  std::ranges::sort(texts);
  CHECK(texts == std::vector<std::string>{"changed DBFS file dbfs:/tmp/x", "changed notebook /Shared/note",
                                          "deleted notebook /Shared/gone", "made DBFS directory dbfs:/tmp/d"});
}

TEST_CASE("activity: requests are counted by endpoint, with the first reason of a refusal", "[emulator][activity]") {
  WatchFixture ws;
  (void)ws.get("clusters/list");  // before the watch
  ws.begin();
  for (int i = 0; i < 3; ++i) (void)ws.get("clusters/list?page_token=");
  for (const auto* id : {"a", "b"}) (void)ws.get("clusters/get?cluster_id=" + std::string(id));
  (void)ws.get("pipelines?max_results=5");
  for (const auto* id : {"a", "b"}) (void)ws.call("DELETE", "/api/2.0/pipelines/" + std::string(id));
  (void)ws.get("no/such/thing");
  const auto activity = ws.end();
  CHECK(activity.lost == 0);
  const auto& list = use_of(activity, "/api/2.0/clusters/list");
  CHECK(list.count() == 3);
  CHECK(list.statuses == std::map<int, std::uint64_t>{{200, 3}});
  CHECK(list.call == "clusters.list");
  const auto& get = use_of(activity, "/api/2.0/clusters/get");
  CHECK(get.count() == 2);
  REQUIRE(get.reasons.size() == 1);
  CHECK(get.reasons.begin()->second.find("a does not exist") != std::string::npos);
  const auto& pipelines = use_of(activity, "/api/2.0/pipelines");
  CHECK(pipelines.is_unmodelled());
  CHECK(pipelines.call == "pipelines.list_pipelines");
  CHECK(use_of(activity, "/api/2.0/pipelines/{pipeline_id}").statuses.at(501) == 2);
  CHECK_FALSE(use_of(activity, "/api/2.0/no/such/thing").is_unmodelled());
}

TEST_CASE("activity: paths without end are told together", "[emulator][activity]") {
  WatchFixture ws;
  ws.begin();
  constexpr std::uint64_t k_paths = 5200;
  for (std::uint64_t i = 0; i < k_paths; ++i) (void)ws.get("no/such/" + std::to_string(i));
  const auto activity = ws.end();
  CHECK(activity.requests.size() <= 5001);
  std::uint64_t sum = activity.lost;
  for (const auto& use : activity.requests) sum += use.count();
  CHECK(sum == k_paths);
}

TEST_CASE("activity: no request is lost when the ring of the journal goes round", "[emulator][activity]") {
  WatchFixture ws;
  ws.begin();
  constexpr std::uint64_t k_requests = 2 * Journal::k_capacity + 100;
  for (std::uint64_t i = 0; i < k_requests; ++i) (void)ws.call("GET", "/_internal/health");
  const auto activity = ws.end();
  CHECK(use_of(activity, "/_internal/health").count() + activity.lost == k_requests);
}

TEST_CASE("activity: after a watch nothing is noted, and another one begins anew", "[emulator][activity]") {
  WatchFixture ws;
  ws.begin();
  (void)ws.make_job("first");
  ws.watch.reset();  // given up without a look at it
  (void)ws.make_job("between");
  ws.begin();
  (void)ws.make_job("second");
  CHECK(WatchFixture::texts(ws.end()) == std::vector<std::string>{"made job second"});
  (void)ws.make_job("third");
}

TEST_CASE("activity: a snapshot that is saved meanwhile notes nothing", "[emulator][activity]") {
  WatchFixture ws;
  const auto data = ws.folder.path() / "ws";
  ws.begin();
  (void)ws.make_job("first");
  REQUIRE(save_snapshot(data, "kept", false, ws.clock.now()));
  CHECK(WatchFixture::texts(ws.end()).size() == 1);
  auto kept = Store::open(data / "snapshots/kept");
  REQUIRE(kept);
  auto transaction = (*kept)->begin_read();
  REQUIRE(transaction);
  auto statement = transaction->prepare("SELECT count(*) FROM sqlite_master WHERE name GLOB 'activity*'");
  REQUIRE(statement);
  REQUIRE(statement->step());
  CHECK(statement->integer(0) == 0);
}
