#include <catch2/catch.hpp>

#include "support/robot_fixture.hpp"

using namespace dbc;
using dbc::test::RobotFixture;

namespace {

class ComputeFixture : public RobotFixture {
 public:
  std::string create_policy(const std::string& name) {
    return body_of(post("policies/clusters/create", {{"name", name}, {"definition", "{}"}})).at("policy_id");
  }
  static Json spec(const std::string& policy_id) {
    return {{"spark_version", "15.4.x-scala2.12"},
            {"node_type_id", "i3.xlarge"},
            {"num_workers", 1},
            {"policy_id", policy_id}};
  }
};

}  // namespace

TEST_CASE("compute permissions: a policy takes the place of the right to create clusters", "[emulator][permissions]") {
  ComputeFixture ws;
  const auto policy = ws.create_policy("p");
  CHECK(ws.send("clusters/create", ws.spec("")).status == 403);
  CHECK(ws.send("clusters/create", ws.spec(policy)).status == 403);
  CHECK(ws.ask("policies/clusters/get?policy_id=" + policy).status == 403);
  CHECK(ws.send("policies/clusters/create", {{"name", "mine"}}).status == 403);
  CHECK(ws.send("policies/clusters/delete", {{"policy_id", policy}}).status == 403);
  ws.grant("cluster-policies/" + policy, "CAN_USE");
  CHECK(ws.ask("policies/clusters/get?policy_id=" + policy).status == 200);
  const std::string cluster = ws.body_of(ws.send("clusters/create", ws.spec(policy)))["cluster_id"];
  Json edited = ws.spec(ws.create_policy("other"));
  edited["cluster_id"] = cluster;
  ws.clock.advance(std::chrono::seconds{5});
  CHECK(ws.send("clusters/edit", edited).status == 403);
  CHECK(ws.send("policies/clusters/edit", {{"policy_id", policy}, {"name", "x"}}).status == 403);
}

TEST_CASE("compute permissions: everybody may use Personal Compute", "[emulator][permissions]") {
  ComputeFixture ws;
  ws.create_policy("p");
  const Json list = ws.body_of(ws.ask("policies/clusters/list"));
  REQUIRE(list["policies"].size() == 1);
  CHECK(list["total_count"] == 1);
  CHECK(list["policies"][0]["name"] == "Personal Compute");
  Json spec = ws.spec(list["policies"][0]["policy_id"]);
  spec["num_workers"] = 0;
  CHECK(ws.send("clusters/create", spec).status == 200);
}

TEST_CASE("compute permissions: instance pools", "[emulator][permissions]") {
  ComputeFixture ws;
  const Json pool{{"instance_pool_name", "p"}, {"node_type_id", "i3.xlarge"}};
  CHECK(ws.send("instance-pools/create", pool).status == 403);
  const std::string id = ws.body_of(ws.post("instance-pools/create", pool))["instance_pool_id"];
  Json spec = ws.spec(ws.create_policy("p"));
  ws.grant("cluster-policies/" + spec["policy_id"].get<std::string>(), "CAN_USE");
  spec.erase("node_type_id");
  spec["instance_pool_id"] = id;
  CHECK(ws.ask("instance-pools/list").body == "{}");
  CHECK(ws.ask("instance-pools/get?instance_pool_id=" + id).status == 403);
  CHECK(ws.send("clusters/create", spec).status == 403);
  ws.grant("instance-pools/" + id, "CAN_ATTACH_TO");
  CHECK(ws.body_of(ws.ask("instance-pools/list"))["instance_pools"].size() == 1);
  CHECK(ws.send("clusters/create", spec).status == 200);
  Json edit = pool;
  edit["instance_pool_id"] = id;
  CHECK(ws.send("instance-pools/edit", edit).status == 403);
  CHECK(ws.send("instance-pools/delete", edit).status == 403);
  ws.grant("instance-pools/" + id, "CAN_MANAGE");
  CHECK(ws.send("instance-pools/edit", edit).status == 200);
  CHECK(ws.send("instance-pools/delete", edit).status == 200);
  CHECK(ws.get("permissions/instance-pools/" + id).status == 404);
}

TEST_CASE("compute permissions: libraries", "[emulator][permissions]") {
  ComputeFixture ws;
  const auto cluster = ws.create_cluster();
  const Json body{{"cluster_id", cluster}, {"libraries", Json::array({Json{{"jar", "dbfs:/a.jar"}}})}};
  CHECK(ws.post("libraries/install", body).status == 200);
  CHECK(ws.ask("libraries/all-cluster-statuses").body == "{}");
  CHECK(ws.ask("libraries/cluster-status?cluster_id=" + cluster).status == 403);
  ws.grant("clusters/" + cluster, "CAN_ATTACH_TO");
  CHECK(ws.ask("libraries/cluster-status?cluster_id=" + cluster).status == 200);
  CHECK(ws.body_of(ws.ask("libraries/all-cluster-statuses"))["statuses"].size() == 1);
  CHECK(ws.ask("policies/clusters/get-compliance?cluster_id=" + cluster).status == 200);
  CHECK(ws.send("libraries/install", body).status == 403);
  CHECK(ws.send("libraries/uninstall", body).status == 403);
  ws.grant("clusters/" + cluster, "CAN_MANAGE");
  CHECK(ws.send("libraries/uninstall", body).status == 200);
}

TEST_CASE("compute permissions: who leaves a policy needs the right to create clusters", "[emulator][permissions]") {
  ComputeFixture ws;
  const auto policy = ws.create_policy("p");
  ws.grant("cluster-policies/" + policy, "CAN_USE");
  const std::string cluster = ws.body_of(ws.send("clusters/create", ws.spec(policy)))["cluster_id"];
  ws.clock.advance(std::chrono::seconds{5});
  const Json leave{{"cluster_id", cluster}, {"update_mask", "policy_id"}, {"cluster", Json::object()}};
  CHECK_THAT(ws.send("clusters/update", leave).body, Catch::Contains("not authorized to create clusters"));
  CHECK(ws.post("clusters/update", leave).status == 200);
}

TEST_CASE("compute permissions: an idempotency token names a cluster of one's own", "[emulator][permissions]") {
  ComputeFixture ws;
  const auto policy = ws.create_policy("p");
  ws.grant("cluster-policies/" + policy, "CAN_USE");
  Json spec = ws.spec(policy);
  spec["idempotency_token"] = "t";
  const Json theirs = ws.body_of(ws.post("clusters/create", spec))["cluster_id"];
  const Json mine = ws.body_of(ws.send("clusters/create", spec))["cluster_id"];
  CHECK(mine != theirs);
  CHECK(ws.body_of(ws.send("clusters/create", spec))["cluster_id"] == mine);
  CHECK(ws.body_of(ws.post("clusters/create", spec))["cluster_id"] == theirs);
}

TEST_CASE("compute permissions: only what one sees is copied", "[emulator][permissions]") {
  ComputeFixture ws;
  const auto source = ws.create_cluster();
  const Json libraries = Json::array({Json{{"jar", "dbfs:/private.jar"}}});
  REQUIRE(ws.post("libraries/install", {{"cluster_id", source}, {"libraries", libraries}}).status == 200);
  const auto policy = ws.create_policy("p");
  ws.grant("cluster-policies/" + policy, "CAN_USE");
  Json spec = ws.spec(policy);
  spec["clone_from"] = {{"source_cluster_id", source}};
  CHECK(ws.send("clusters/create", spec).status == 403);
  ws.grant("clusters/" + source, "CAN_ATTACH_TO");
  CHECK(ws.send("clusters/create", spec).status == 200);
}

TEST_CASE("compute permissions: a policy shows no clusters of others", "[emulator][permissions]") {
  ComputeFixture ws;
  const auto policy = ws.create_policy("p");
  ws.grant("cluster-policies/" + policy, "CAN_USE");
  const std::string theirs = ws.body_of(ws.post("clusters/create", ws.spec(policy)))["cluster_id"];
  const std::string mine = ws.body_of(ws.send("clusters/create", ws.spec(policy)))["cluster_id"];
  const std::string target = "policies/clusters/list-compliance?policy_id=" + policy;
  CHECK_THAT(ws.ask(target).body, Catch::Contains(mine) && !Catch::Contains(theirs));
  CHECK_THAT(ws.get(target).body, Catch::Contains(mine) && Catch::Contains(theirs));
}
