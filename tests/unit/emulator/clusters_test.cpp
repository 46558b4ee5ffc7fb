#include <catch2/catch.hpp>

#include "support/workspace_fixture.hpp"

using namespace dbc;
using dbc::test::WorkspaceFixture;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> event_types(WorkspaceFixture& ws, const std::string& id) {
  std::vector<std::string> types;
  const Json body = ws.body_of(ws.post("clusters/events", {{"cluster_id", id}, {"order", "ASC"}}));
  for (const auto& event : body.at("events")) types.push_back(event.at("type"));
  return types;
}

void run_until_settled(WorkspaceFixture& ws) { ws.clock.advance(5s); }

}  // namespace

TEST_CASE("clusters: create, get, delete walk through the states", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto id = ws.create_cluster();
  CHECK_THAT(id, Catch::Matches("1121-070102-[a-z0-9]{8}"));
  CHECK(ws.state_of(id) == "PENDING");
  run_until_settled(ws);
  const Json info = ws.cluster(id);
  CHECK(info["state"] == "RUNNING");
  CHECK(info["creator_user_name"] == "admin@localhost");
  CHECK(info["driver_node_type_id"] == "Standard_DS3_v2");
  CHECK(info["executors"].size() == 2);
  CHECK(info["cluster_memory_mb"] == 3 * 14336);
  CHECK(info["cluster_cores"] == 12.0);
  CHECK(info["default_tags"]["ClusterId"] == id);
  CHECK(
      info["spec"].dump() ==
      R"({"cluster_name":"demo","spark_version":"15.4.x-scala2.12","node_type_id":"Standard_DS3_v2","num_workers":2})");
  CHECK(ws.post("clusters/delete", {{"cluster_id", id}}).body == "{}");
  CHECK(ws.state_of(id) == "TERMINATING");
  run_until_settled(ws);
  const Json ended = ws.cluster(id);
  CHECK(ended["state"] == "TERMINATED");
  CHECK(ended["termination_reason"]["parameters"]["username"] == "admin@localhost");
  CHECK_FALSE(ended.contains("driver"));
  CHECK(event_types(ws, id) == std::vector<std::string>{"CREATING", "RUNNING", "DRIVER_HEALTHY", "TERMINATING"});
  CHECK(ws.post("clusters/delete", {{"cluster_id", id}}).body == "{}");
}

TEST_CASE("clusters: nobody's choice is filled in as if it were one", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const Json plain = ws.cluster(ws.create_cluster());
  CHECK(plain["data_security_mode"] == "SINGLE_USER");
  CHECK_FALSE(plain.contains("single_user_name"));
  CHECK_FALSE(plain.contains("runtime_engine"));
  const Json asked = ws.cluster(
      ws.create_cluster({{"data_security_mode", "SINGLE_USER"}, {"spark_version", "15.4.x-photon-scala2.12"}}));
  CHECK(asked["single_user_name"] == "admin@localhost");
  const Json alias = ws.cluster(ws.create_cluster({{"data_security_mode", "DATA_SECURITY_MODE_DEDICATED"}}));
  CHECK(alias["data_security_mode"] == "SINGLE_USER");
  CHECK(alias["spec"]["data_security_mode"] == "DATA_SECURITY_MODE_DEDICATED");
  const Json automatic = ws.cluster(ws.create_cluster({{"data_security_mode", "DATA_SECURITY_MODE_AUTO"}}));
  CHECK(automatic["data_security_mode"] == "USER_ISOLATION");
  CHECK(asked["runtime_engine"] == "PHOTON");
}

TEST_CASE("clusters: reading stores nothing, and a later write keeps the derived times", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto id = ws.create_cluster({{"autotermination_minutes", 10}});
  ws.clock.advance(1h);
  const Json before = ws.body_of(ws.post("clusters/events", {{"cluster_id", id}}));
  ws.clock.advance(1h);
  CHECK(ws.post("clusters/pin", {{"cluster_id", id}}).status == 200);
  CHECK(ws.post("clusters/unpin", {{"cluster_id", id}}).status == 200);
  Json after = ws.body_of(ws.post("clusters/events", {{"cluster_id", id}}));
  CHECK(after["events"][0]["type"] == "UNPINNED");
  CHECK(after["events"][1]["type"] == "PINNED");
  after["events"].erase(0);
  after["events"].erase(0);
  CHECK(after["events"] == before["events"]);
  CHECK(before["total_count"] == 4);
}

TEST_CASE("clusters: start, restart, resize and edit keep to their states", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto id = ws.create_cluster();
  const Json ref{{"cluster_id", id}};
  const auto refusal = ws.post("clusters/start", ref);
  CHECK(refusal.status == 400);
  CHECK(refusal.body ==
        R"({"error_code":"INVALID_STATE","message":"Cluster )" + id + R"( is in unexpected state Pending."})");
  CHECK(ws.post("clusters/restart", ref).status == 400);
  run_until_settled(ws);
  CHECK(ws.post("clusters/restart", ref).body == "{}");
  CHECK(ws.state_of(id) == "RESTARTING");
  CHECK(ws.post("clusters/edit", {{"cluster_id", id}}).status == 400);
  run_until_settled(ws);
  CHECK(ws.post("clusters/resize", {{"cluster_id", id}, {"num_workers", "5"}}).body == "{}");
  CHECK(ws.cluster(id)["num_workers"] == 5);
  CHECK(ws.cluster(id)["executors"].size() == 2);
  CHECK(ws.state_of(id) == "RESIZING");
  run_until_settled(ws);
  CHECK(ws.cluster(id)["executors"].size() == 5);
  CHECK(ws.post("clusters/resize", {{"cluster_id", id}, {"autoscale", {{"min_workers", 1}, {"max_workers", 3}}}})
            .status == 200);
  CHECK_FALSE(ws.cluster(id).contains("num_workers"));
  CHECK_FALSE(ws.cluster(id)["spec"].contains("num_workers"));
}

TEST_CASE("clusters: edit replaces the spec and update part of it", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto id = ws.create_cluster({{"custom_tags", {{"a", "1"}, {"b", true}}}, {"num_workers", 1}});
  run_until_settled(ws);
  const Json changes{{"custom_tags", {{"a", "2"}}}, {"autoscale", {{"min_workers", 1}, {"max_workers", 4}}}};
  CHECK(
      ws.post("clusters/update", {{"cluster_id", id}, {"update_mask", "custom_tags.a,autoscale"}, {"cluster", changes}})
          .body == "{}");
  CHECK(ws.state_of(id) == "RESTARTING");
  run_until_settled(ws);
  Json info = ws.cluster(id);
  CHECK(info["custom_tags"].dump() == R"({"a":"2","b":"true"})");
  CHECK_FALSE(info.contains("num_workers"));
  CHECK(info["autoscale"]["max_workers"] == 4);
  CHECK(ws.post("clusters/update", {{"cluster_id", id}, {"update_mask", "nonsense"}}).status == 400);
  CHECK(ws.post("clusters/update", {{"cluster_id", id}, {"update_mask", "spark_version"}}).status == 400);
  CHECK(ws.post("clusters/edit", {{"cluster_id", id},
                                  {"spark_version", "12.2.x-scala2.12"},
                                  {"node_type_id", "i3.xlarge"},
                                  {"num_workers", 0}})
            .status == 200);
  run_until_settled(ws);
  info = ws.cluster(id);
  CHECK(info["cluster_name"] == "");
  CHECK(info["aws_attributes"]["zone_id"] == "local-a");
  CHECK_FALSE(info.contains("azure_attributes"));
  CHECK(info["executors"].empty());
}

TEST_CASE("clusters: pinned clusters outlive the retention and cannot be removed", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto kept = ws.create_cluster();
  const auto lost = ws.create_cluster();
  for (const auto& id : {kept, lost}) CHECK(ws.post("clusters/delete", {{"cluster_id", id}}).status == 200);
  CHECK(ws.post("clusters/pin", {{"cluster_id", kept}}).status == 200);
  CHECK(ws.post("clusters/permanent-delete", {{"cluster_id", kept}}).body.find("unpin the cluster first") !=
        std::string::npos);
  ws.clock.advance(24h * 31);
  CHECK(ws.state_of(kept) == "TERMINATED");
  const auto gone = ws.get("clusters/get?cluster_id=" + lost);
  CHECK(gone.status == 400);
  CHECK(gone.body.find("Cannot access cluster " + lost + " that was terminated or unpinned more than 30 days ago.") !=
        std::string::npos);
  CHECK(ws.body_of(ws.get("clusters/list"))["clusters"].size() == 1);
  CHECK(ws.post("clusters/unpin", {{"cluster_id", kept}}).status == 200);
  CHECK(ws.post("clusters/permanent-delete", {{"cluster_id", kept}}).status == 200);
  CHECK(ws.get("clusters/get?cluster_id=" + kept).body.find("Cluster " + kept + " does not exist\"") !=
        std::string::npos);
  CHECK(ws.get("clusters/list").body == "{}");
}

TEST_CASE("clusters: an idempotency token finds the active cluster only", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const Json token{{"idempotency_token", "t1"}};
  const auto first = ws.create_cluster(token);
  CHECK(ws.create_cluster(token) == first);
  CHECK(ws.create_cluster() != first);
  CHECK(ws.post("clusters/delete", {{"cluster_id", first}}).status == 200);
  CHECK(ws.create_cluster(token) != first);
}

TEST_CASE("clusters: list 2.1 filters, sorts and pages", "[emulator][clusters]") {
  WorkspaceFixture ws;
  std::vector<std::string> ids;
  for (const std::string name : {"d", "b", "a", "c", "e"}) ids.push_back(ws.create_cluster({{"cluster_name", name}}));
  CHECK(ws.post("clusters/pin", {{"cluster_id", ids[4]}}).status == 200);
  CHECK(ws.post("clusters/delete", {{"cluster_id", ids[2]}}).status == 200);
  const auto names = [&](const std::string& query) {
    std::string text;
    const Json body = ws.body_of(ws.call("GET", "/api/2.1/clusters/list?" + query));
    if (body.contains("clusters"))
      for (const auto& cluster : body["clusters"]) text += cluster["cluster_name"].get<std::string>();
    return text + (body.contains("next_page_token") ? "+" : "") + (body.contains("prev_page_token") ? "-" : "");
  };
  CHECK(names("") == "ebcda");
  CHECK(names("sort_by.field=CLUSTER_NAME&sort_by.direction=DESC") == "edcba");
  CHECK(names("filter_by.is_pinned=true&page_size=100") == "e");
  CHECK(names("filter_by.cluster_states=TERMINATING&filter_by.cluster_states=RUNNING") == "a");
  CHECK(names("filter_by.cluster_sources=JOB") == "");
  CHECK(names("page_size=2") == "eb+");
  const Json page = ws.body_of(ws.call("GET", "/api/2.1/clusters/list?page_size=2"));
  const std::string token = page["next_page_token"];
  CHECK(names("page_size=2&page_token=" + token) == "cd+-");
  CHECK(ws.call("GET", "/api/2.1/clusters/list?filter_by.is_pinned=true&page_token=" + token).status == 400);
  CHECK(ws.call("GET", "/api/2.1/clusters/list?page_token=nonsense").status == 400);
  CHECK(ws.body_of(ws.get("clusters/list"))["clusters"].size() == 5);
}

TEST_CASE("clusters: events turn pages both ways", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto id = ws.create_cluster();
  run_until_settled(ws);
  Json body = ws.body_of(ws.post("clusters/events", {{"cluster_id", id}, {"limit", 2}}));
  CHECK(body["events"].size() == 2);
  CHECK(body["total_count"] == 3);
  CHECK(body["next_page"]["offset"] == 2);
  body = ws.body_of(ws.post("clusters/events", body["next_page"]));
  CHECK(body["events"].size() == 1);
  CHECK(body["events"][0]["type"] == "CREATING");
  CHECK_FALSE(body.contains("next_page"));
  CHECK(ws.post("clusters/events", {{"cluster_id", id}, {"offset", 1}}).status == 400);
  body = ws.body_of(ws.get("clusters/events?order=ASC&page_size=1&event_types=RUNNING,CREATING&cluster_id=" + id));
  CHECK(body["events"][0]["type"] == "CREATING");
  const std::string token = body["next_page_token"];
  body = ws.body_of(ws.get("clusters/events?order=ASC&page_size=1&event_types=RUNNING,CREATING&cluster_id=" + id +
                           "&page_token=" + token));
  CHECK(body["events"][0]["type"] == "RUNNING");
  CHECK_FALSE(body.contains("next_page_token"));
}

TEST_CASE("clusters: change-owner needs a terminated cluster", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto id = ws.create_cluster();
  const Json body{{"cluster_id", id}, {"owner_username", "b@example.com"}};
  REQUIRE(ws.post("preview/scim/v2/Users", {{"userName", "b@example.com"}}).status == 201);
  CHECK(ws.post("clusters/change-owner", body).status == 400);
  CHECK(ws.post("clusters/delete", {{"cluster_id", id}}).status == 200);
  run_until_settled(ws);
  const auto nobody = ws.post("clusters/change-owner", {{"cluster_id", id}, {"owner_username", "nobody"}});
  CHECK(nobody.status == 404);
  CHECK(nobody.body.find("Principal: UserName(nobody) does not exist") != std::string::npos);
  CHECK(ws.post("clusters/change-owner", body).status == 200);
  CHECK(ws.cluster(id)["creator_user_name"] == "b@example.com");
}

TEST_CASE("clusters: what was acknowledged is there after the workspace is opened again", "[emulator][clusters]") {
  WorkspaceFixture ws;
  const auto id = ws.create_cluster();
  ws.workspace.reset();
  auto opened = emulator::Workspace::open({.folder = ws.folder.path() / "ws", .clock = &ws.clock});
  REQUIRE(opened);
  ws.workspace = std::move(*opened);
  CHECK(ws.state_of(id) == "PENDING");
}
