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
  Json after_a_while(const std::string& id) {
    clock.advance(10s);
    return cluster(id);
  }
  void set_acl(const std::string& permission) {
    const Json acl{{"scope", "s"}, {"principal", robot.application_id}, {"permission", permission}};
    REQUIRE(post("secrets/acls/put", acl).status == 200);
  }
  void drop_acl() {
    REQUIRE(post("secrets/acls/delete", {{"scope", "s"}, {"principal", robot.application_id}}).status == 200);
  }
  /// A policy that the robot may use.
  std::string policy(const Json& definition = Json::object()) {
    const Json body{{"name", "p" + std::to_string(++policies_)}, {"definition", definition.dump()}};
    const std::string id = body_of(post("policies/clusters/create", body))["policy_id"];
    grant("cluster-policies/" + id, "CAN_USE");
    return id;
  }
  /// A running cluster of the robot.
  std::string own_cluster(const Json& more = Json::object()) {
    Json wanted = spec({{"policy_id", policy()}});
    wanted.update(more);
    const Json info = settled(send("clusters/create", wanted));
    REQUIRE(info["state"] == "RUNNING");
    return info["cluster_id"];
  }
  /// The request that gives the cluster these members.
  static Json change(const std::string& id, const std::string& field, const Json& value) {
    return {{"cluster_id", id}, {"update_mask", field}, {"cluster", {{field, value}}}};
  }

 private:
  int policies_ = 0;
};

const Json k_reference{{"P", "{{secrets/s/k}}"}};

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

TEST_CASE("cluster secrets: an edit hands nobody a secret that he may not read", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const std::string map = GENERATE(as<std::string>{}, "spark_env_vars", "spark_conf");
  const std::string id = ws.own_cluster();
  REQUIRE(ws.send("clusters/update", ws.change(id, map, k_reference)).status == 200);
  const Json info = ws.after_a_while(id);
  CHECK(info["state"] == "TERMINATED");
  CHECK(info["termination_reason"]["code"] == "SECRET_PERMISSION_DENIED");
  CHECK(ws.send("clusters/start", {{"cluster_id", id}}).status == 200);
  CHECK(ws.after_a_while(id)["termination_reason"]["code"] == "SECRET_PERMISSION_DENIED");
  ws.set_acl("READ");
  CHECK(ws.send("clusters/start", {{"cluster_id", id}}).status == 200);
  CHECK(ws.after_a_while(id)["state"] == "RUNNING");
}

TEST_CASE("cluster secrets: nor does a whole new spec, or a policy that fixes the value", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const std::string id = ws.own_cluster();
  Json spec = ws.spec({{"cluster_id", id}});
  if (GENERATE(false, true)) {
    spec["policy_id"] = ws.policy({{"spark_env_vars.P", {{"type", "fixed"}, {"value", "{{secrets/s/k}}"}}}});
  } else {
    spec["policy_id"] = ws.policy();
    spec["spark_env_vars"] = k_reference;
  }
  REQUIRE(ws.send("clusters/edit", spec).status == 200);
  CHECK(ws.after_a_while(id)["termination_reason"]["code"] == "SECRET_PERMISSION_DENIED");
}

TEST_CASE("cluster secrets: a right that is revoked ends with the next restart", "[emulator][clusters]") {
  SecretsOfClusters ws;
  ws.set_acl("READ");
  const std::string id = ws.own_cluster({{"spark_env_vars", k_reference}});
  ws.drop_acl();
  CHECK(ws.after_a_while(id)["state"] == "RUNNING");
  REQUIRE(ws.send("clusters/restart", {{"cluster_id", id}}).status == 200);
  CHECK(ws.after_a_while(id)["termination_reason"]["code"] == "SECRET_PERMISSION_DENIED");
}

TEST_CASE("cluster secrets: who manages the cluster of another refers to no secrets of his", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const Json info = ws.settled(ws.post("clusters/create", ws.spec({{"spark_env_vars", k_reference}})));
  const std::string id = info["cluster_id"];
  ws.grant("clusters/" + id, "CAN_MANAGE");
  const auto refused = [&](const std::string& field, const Json& value) {
    const auto reply = ws.send("clusters/update", ws.change(id, field, value));
    INFO(reply.body);
    CHECK(reply.status == 403);
    CHECK_THAT(reply.body, Catch::Contains("only its owner admin@localhost may"));
  };
  refused("spark_env_vars", {{"Q", "{{secrets/s/k}}"}});
  refused("spark_env_vars", {{"P", "{{secrets/s/other}}"}});
  refused("spark_conf", k_reference);
  const std::string fixing = ws.policy({{"spark_conf.p", {{"type", "fixed"}, {"value", "{{secrets/s/k}}"}}}});
  refused("policy_id", fixing);
  // What the owner put there stays.
  CHECK(ws.send("clusters/update", ws.change(id, "num_workers", 2)).status == 200);
  CHECK(ws.after_a_while(id)["state"] == "RUNNING");
  CHECK(ws.send("clusters/update", ws.change(id, "spark_env_vars", Json::object())).status == 200);
}

TEST_CASE("cluster secrets: an admin's edit reveals what the owner may read", "[emulator][clusters]") {
  SecretsOfClusters ws;
  const std::string id = ws.own_cluster();
  REQUIRE(ws.post("clusters/update", ws.change(id, "spark_env_vars", k_reference)).status == 200);
  CHECK(ws.after_a_while(id)["termination_reason"]["code"] == "SECRET_PERMISSION_DENIED");
}

TEST_CASE("cluster secrets: a user who is gone reads none", "[emulator][clusters]") {
  SecretsOfClusters ws;
  ws.set_acl("MANAGE");
  const std::string id = ws.own_cluster({{"spark_env_vars", k_reference}});
  const Json change{{"op", "replace"}, {"path", "active"}, {"value", false}};
  REQUIRE(ws.scim("PATCH", "ServicePrincipals/" + ws.robot.id, {{"Operations", Json::array({change})}}).status == 200);
  REQUIRE(ws.post("clusters/restart", {{"cluster_id", id}}).status == 200);
  CHECK(ws.after_a_while(id)["termination_reason"]["code"] == "SECRET_PERMISSION_DENIED");
}
