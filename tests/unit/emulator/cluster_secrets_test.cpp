#include <catch2/catch.hpp>

#include "support/robot_fixture.hpp"

using namespace dbc;
using dbc::test::RobotFixture;
using namespace std::chrono_literals;

namespace {

class SecretsOfClusters : public RobotFixture {
 public:
  SecretsOfClusters() {
    REQUIRE(post("secrets/scopes/create", {{"scope", "s"}}).status == 200);
    REQUIRE(post("secrets/put", {{"scope", "s"}, {"key", "k"}, {"string_value", "hush"}}).status == 200);
  }
  static Json spec(const Json& more) {
    Json spec{{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 1}};
    spec.update(more);
    return spec;
  }
  /// What becomes of a new cluster.
  Json settled(const emulator::Reply& creation) {
    const std::string id = body_of(creation).at("cluster_id");
    clock.advance(5s);
    return cluster(id);
  }
};

}  // namespace

TEST_CASE("cluster secrets: a cluster starts with those that are there, and shows none", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const Json info = ws.settled(ws.post("clusters/create", ws.spec({{"spark_env_vars", {{"P", "{{secrets/s/k}}"}}},
                                                                   {"spark_conf", {{"spark.p", "{{secrets/s/k}}"}}}})));
  CHECK(info["state"] == "RUNNING");
  CHECK(info["spark_env_vars"]["P"] == "{{secrets/s/k}}");
  CHECK(info.dump().find("hush") == std::string::npos);
}

TEST_CASE("cluster secrets: a start without its secret fails and says which", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const std::string map = GENERATE(as<std::string>{}, "spark_env_vars", "spark_conf");
  const std::string name = GENERATE(as<std::string>{}, "s/other", "nowhere/k");
  const Json info = ws.settled(ws.post("clusters/create", ws.spec({{map, {{"P", "{{secrets/" + name + "}}"}}}})));
  CHECK(info["state"] == "TERMINATED");
  CHECK(info["termination_reason"]["code"] == "SECRET_RESOLUTION_ERROR");
  CHECK(info["termination_reason"]["type"] == "CLIENT_ERROR");
  CHECK(info["state_message"] == "Secret does not exist with scope: " + name.substr(0, name.find('/')) +
                                     " and key: " + name.substr(name.find('/') + 1));
  REQUIRE(ws.post("secrets/put", {{"scope", "s"}, {"key", "other"}, {"string_value", "1"}}).status == 200);
  if (name != "s/other") return;
  CHECK(ws.post("clusters/start", {{"cluster_id", info["cluster_id"]}}).status == 200);
  ws.clock.advance(5s);
  CHECK(ws.state_of(info["cluster_id"]) == "RUNNING");
}

TEST_CASE("cluster secrets: what is no whole reference is a text like any other", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const std::string text = GENERATE(as<std::string>{}, "{{secrets/no}}", "x{{secrets/s/other}}", "{{secrets/s/other}} ",
                                    "{{secrets/s/other}", "{{secrets/}}", "");
  const Json info = ws.settled(ws.post("clusters/create", ws.spec({{"spark_env_vars", {{"P", text}}}})));
  CHECK(info["state"] == "RUNNING");
}

TEST_CASE("cluster secrets: who may not read one gets it through no cluster", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const auto policy = ws.body_of(ws.post("policies/clusters/create", {{"name", "p"}, {"definition", "{}"}}));
  const std::string policy_id = policy["policy_id"];
  ws.grant("cluster-policies/" + policy_id, "CAN_USE");
  const Json spec = ws.spec({{"policy_id", policy_id}, {"spark_env_vars", {{"P", "{{secrets/s/k}}"}}}});
  const Json refused = ws.settled(ws.send("clusters/create", spec));
  CHECK(refused["termination_reason"]["code"] == "SECRET_PERMISSION_DENIED");
  CHECK_THAT(refused["state_message"].get<std::string>(), Catch::Contains("READ permission on secret scope s"));
  REQUIRE(ws.post("secrets/acls/put", {{"scope", "s"}, {"principal", ws.robot.application_id}, {"permission", "READ"}})
              .status == 200);
  CHECK(ws.settled(ws.send("clusters/create", spec))["state"] == "RUNNING");
}
