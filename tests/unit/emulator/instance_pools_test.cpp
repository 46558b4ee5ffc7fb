#include <catch2/catch.hpp>

#include "support/workspace_fixture.hpp"

using namespace dbc;
using dbc::test::WorkspaceFixture;
using namespace std::chrono_literals;

namespace {

class PoolFixture : public WorkspaceFixture {
 public:
  static Json spec(const std::string& name, const Json& more = Json::object()) {
    Json spec{{"instance_pool_name", name}, {"node_type_id", "i3.xlarge"}};
    spec.update(more);
    return spec;
  }
  std::string create_pool(const std::string& name, const Json& more = Json::object()) {
    return body_of(post("instance-pools/create", spec(name, more))).at("instance_pool_id").get<std::string>();
  }
  Json pool(const std::string& id) { return body_of(get("instance-pools/get?instance_pool_id=" + id)); }
  emulator::Reply edit(const std::string& id, Json changes) {
    changes["instance_pool_id"] = id;
    return post("instance-pools/edit", changes);
  }
  emulator::Reply remove(const std::string& id) { return post("instance-pools/delete", {{"instance_pool_id", id}}); }
  std::string pool_cluster(const Json& more) {
    Json spec{{"spark_version", "15.4.x-scala2.12"}, {"num_workers", 2}};
    spec.update(more);
    return body_of(post("clusters/create", spec)).at("cluster_id").get<std::string>();
  }
  /// used, idle, pending_used
  std::string counts(const std::string& id) {
    const Json stats = pool(id)["stats"];
    return stats["used_count"].dump() + " " + stats["idle_count"].dump() + " " + stats["pending_used_count"].dump();
  }
};

void check_refused(const emulator::Reply& reply, const std::string& text, int status = 400) {
  INFO(reply.body);
  CHECK(reply.status == status);
  CHECK(reply.body.find(text) != std::string::npos);
}

}  // namespace

TEST_CASE("instance pools: create, get, edit, list, delete", "[emulator][pools]") {
  PoolFixture ws;
  CHECK(ws.get("instance-pools/list").body == "{}");
  const auto id = ws.create_pool("small", {{"min_idle_instances", "1"}, {"custom_tags", {{"team", "x"}}}});
  CHECK_THAT(id, Catch::Matches("1121-070102-[a-z]+[0-9]+-pool-[a-z0-9]{8}"));
  Json info = ws.pool(id);
  CHECK(info["instance_pool_name"] == "small");
  CHECK(info["min_idle_instances"] == 1);
  CHECK(info["idle_instance_autotermination_minutes"] == 60);
  CHECK(info["aws_attributes"]["zone_id"] == "local-a");
  CHECK(info["default_tags"]["DatabricksInstancePoolId"] == id);
  CHECK(info["default_tags"]["DatabricksInstancePoolCreatorId"] == "1000000000000001");
  CHECK(info["state"] == "ACTIVE");
  CHECK(info["stats"]["idle_count"] == 1);
  CHECK(info["status"].dump() == "{}");
  CHECK(ws.edit(id, ws.spec("large", {{"max_capacity", 9}, {"idle_instance_autotermination_minutes", 0}})).body ==
        "{}");
  info = ws.pool(id);
  CHECK(info["instance_pool_name"] == "large");
  CHECK(info["max_capacity"] == 9);
  CHECK(info["min_idle_instances"] == 0);
  CHECK_FALSE(info.contains("custom_tags"));
  CHECK(info["aws_attributes"]["zone_id"] == "local-a");
  const auto second = ws.create_pool("second", {{"node_type_id", "Standard_DS3_v2"}});
  CHECK(ws.pool(second)["azure_attributes"]["availability"] == "ON_DEMAND_AZURE");
  const Json list = ws.body_of(ws.get("instance-pools/list"))["instance_pools"];
  REQUIRE(list.size() == 2);
  CHECK(list[0] == info);
  CHECK(ws.remove(id).body == "{}");
  check_refused(ws.get("instance-pools/get?instance_pool_id=" + id), "Can't find an instance pool with id: " + id + ".",
                404);
  CHECK(ws.create_pool("large") != id);
}

TEST_CASE("instance pools: a pool decides its clusters' node types", "[emulator][pools]") {
  PoolFixture ws;
  const auto pool = ws.create_pool("workers", {{"node_type_id", "Standard_DS4_v2"}});
  const auto drivers = ws.create_pool("drivers", {{"node_type_id", "Standard_DS3_v2"}});
  const auto plain = ws.cluster(ws.pool_cluster({{"instance_pool_id", pool}}));
  CHECK(plain["node_type_id"] == "Standard_DS4_v2");
  CHECK(plain["driver_node_type_id"] == "Standard_DS4_v2");
  CHECK(plain["driver_instance_pool_id"] == pool);
  CHECK_FALSE(plain["spec"].contains("node_type_id"));
  const auto both = ws.cluster(ws.pool_cluster({{"instance_pool_id", pool}, {"driver_instance_pool_id", drivers}}));
  CHECK(both["driver_node_type_id"] == "Standard_DS3_v2");
  const auto driver_only =
      ws.cluster(ws.pool_cluster({{"node_type_id", "Standard_DS5_v2"}, {"driver_instance_pool_id", drivers}}));
  CHECK(driver_only["node_type_id"] == "Standard_DS5_v2");
  CHECK(driver_only["driver_node_type_id"] == "Standard_DS3_v2");
  const Json wanted{{"spark_version", "15.4.x-scala2.12"}, {"num_workers", 1}, {"instance_pool_id", pool}};
  for (const std::string field : {"node_type_id", "driver_node_type_id"}) {
    Json spec = wanted;
    spec[field] = "Standard_DS4_v2";
    check_refused(ws.post("clusters/create", spec), "The field '" + field + "' cannot be supplied");
  }
}

TEST_CASE("instance pools: stats follow the clusters", "[emulator][pools]") {
  PoolFixture ws;
  const auto pool = ws.create_pool("p", {{"min_idle_instances", 3}, {"max_capacity", 6}});
  CHECK(ws.counts(pool) == "0 3 0");
  const auto id = ws.pool_cluster({{"instance_pool_id", pool}});
  CHECK(ws.counts(pool) == "0 3 3");
  ws.clock.advance(5s);
  CHECK(ws.counts(pool) == "3 3 0");
  CHECK(ws.post("clusters/resize", {{"cluster_id", id}, {"num_workers", 4}}).status == 200);
  CHECK(ws.counts(pool) == "3 1 2");
  ws.clock.advance(5s);
  CHECK(ws.counts(pool) == "5 1 0");
  CHECK(ws.post("clusters/delete", {{"cluster_id", id}}).status == 200);
  ws.clock.advance(5s);
  CHECK(ws.counts(pool) == "0 3 0");
}

TEST_CASE("instance pools: a resize gets as many workers as its pool has room for", "[emulator][pools]") {
  PoolFixture ws;
  const auto pool = ws.create_pool("p", {{"max_capacity", 5}});
  const auto id = ws.pool_cluster({{"instance_pool_id", pool}});
  ws.clock.advance(5s);
  CHECK(ws.post("clusters/resize", {{"cluster_id", id}, {"num_workers", 7}}).status == 200);
  ws.clock.advance(5s);
  CHECK(ws.counts(pool) == "5 0 0");
  const Json info = ws.cluster(id);
  CHECK(info["state"] == "RUNNING");
  CHECK(info["num_workers"] == 7);
  CHECK(info["executors"].size() == 4);
  const Json events = ws.body_of(ws.post("clusters/events", {{"cluster_id", id}}))["events"];
  const auto failed =
      std::find_if(events.begin(), events.end(), [](const Json& event) { return event["type"] == "ADD_NODES_FAILED"; });
  REQUIRE(failed != events.end());
  CHECK((*failed)["details"]["target_num_workers"] == 7);
  CHECK((*failed)["details"]["reason"]["parameters"]["instance_pool_id"] == pool);
  CHECK(ws.post("clusters/resize", {{"cluster_id", id}, {"num_workers", 1}}).status == 200);
  ws.clock.advance(5s);
  CHECK(ws.counts(pool) == "2 0 0");
}

TEST_CASE("instance pools: a start beyond the capacity of its pool fails", "[emulator][pools]") {
  PoolFixture ws;
  const auto pool = ws.create_pool("p", {{"max_capacity", 5}});
  const auto first = ws.pool_cluster({{"instance_pool_id", pool}});
  const auto second = ws.pool_cluster({{"instance_pool_id", pool}});
  CHECK(ws.state_of(second) == "PENDING");
  CHECK_FALSE(ws.cluster(second).contains("termination_reason"));
  ws.clock.advance(5s);
  CHECK(ws.state_of(first) == "RUNNING");
  const Json failed = ws.cluster(second);
  CHECK(failed["state"] == "TERMINATED");
  CHECK(failed["state_message"] ==
        "The instance pool " + pool + " cannot give more than its max_capacity of 5 machines");
  const Json reason = failed["termination_reason"];
  CHECK(reason["code"] == "INSTANCE_POOL_CLUSTER_FAILURE");
  CHECK(reason["type"] == "CLIENT_ERROR");
  CHECK(reason["parameters"]["instance_pool_id"] == pool);
  CHECK(reason["parameters"]["instance_pool_error_code"] == "INSTANCE_POOL_MAX_CAPACITY_FAILURE");
  const Json events = ws.body_of(ws.post("clusters/events", {{"cluster_id", second}}))["events"];
  CHECK(events[0]["type"] == "TERMINATING");
  CHECK(events[0]["details"]["reason"] == reason);
  CHECK(ws.counts(pool) == "3 0 0");

  // There is room once the first has given its machines back.
  CHECK(ws.post("clusters/delete", {{"cluster_id", first}}).status == 200);
  ws.clock.advance(5s);
  CHECK(ws.post("clusters/start", {{"cluster_id", second}}).status == 200);
  CHECK(ws.post("clusters/start", {{"cluster_id", first}}).status == 200);
  ws.clock.advance(5s);
  CHECK(ws.state_of(second) == "RUNNING");
  CHECK_FALSE(ws.cluster(second).contains("termination_reason"));
  CHECK(ws.state_of(first) == "TERMINATED");
}

TEST_CASE("instance pools: clusters of a deleted pool run on, and get no new machines", "[emulator][pools]") {
  PoolFixture ws;
  const auto pool = ws.create_pool("p");
  const auto id = ws.pool_cluster({{"instance_pool_id", pool}});
  ws.clock.advance(5s);
  CHECK(ws.remove(pool).status == 200);
  CHECK(ws.state_of(id) == "RUNNING");
  const std::string missing = "Can't find an instance pool with id: " + pool + ".";
  check_refused(ws.post("clusters/resize", {{"cluster_id", id}, {"num_workers", 3}}), missing);
  CHECK(ws.post("clusters/resize", {{"cluster_id", id}, {"num_workers", 1}}).status == 200);
  CHECK(ws.post("clusters/delete", {{"cluster_id", id}}).status == 200);
  ws.clock.advance(5s);
  check_refused(ws.post("clusters/start", {{"cluster_id", id}}), missing);
  CHECK(ws.post("clusters/edit", {{"cluster_id", id},
                                  {"spark_version", "15.4.x-scala2.12"},
                                  {"node_type_id", "i3.xlarge"},
                                  {"num_workers", 1}})
            .status == 200);
  CHECK(ws.post("clusters/start", {{"cluster_id", id}}).status == 200);
}

TEST_CASE("instance pools: bad requests", "[emulator][pools]") {
  struct Case {
    Json more;
    std::string text;
  };
  PoolFixture ws;
  ws.create_pool("taken");
  const std::vector<Case> cases{
      {{{"instance_pool_name", nullptr}}, "Missing required field: instance_pool_name"},
      {{{"instance_pool_name", "taken"}}, "already exists"},
      {{{"instance_pool_name", std::string(100, 'x')}}, "shorter than 100"},
      {{{"node_type_id", nullptr}}, "Missing required field: node_type_id"},
      {{{"node_type_id", "nope"}}, "Node type nope is not supported"},
      {{{"min_idle_instances", -1}}, "min_idle_instances"},
      {{{"min_idle_instances", "some"}}, "Expected 'INTEGER' for field 'min_idle_instances'"},
      {{{"max_capacity", 0}}, "max_capacity"},
      {{{"min_idle_instances", 3}, {"max_capacity", 2}}, "max_capacity (2)"},
      {{{"idle_instance_autotermination_minutes", 10001}}, "between 0 and 10000"},
      {{{"preloaded_spark_versions", {"15.4.x-scala2.12", "14.3.x-scala2.12"}}}, "at most one"},
      {{{"preloaded_spark_versions", {"1.0"}}}, "Invalid spark version 1.0."},
      {{{"custom_tags", {{"a<", "b"}}}}, "custom tag key"},
      {{{"custom_tags", {{"a", Json::array()}}}}, "Expected 'STRING' for field 'custom_tags.a'"},
      {{{"aws_attributes", {{"availability", "SPOT_WITH_FALLBACK"}}}}, "AwsAvailability"},
      {{{"azure_attributes", {{"spot_bid_max_price", "much"}}}}, "Expected 'DOUBLE'"},
      {{{"disk_spec", {{"disk_type", {{"ebs_volume_type", "TAPE"}}}}}}, "EbsVolumeType"},
      {{{"disk_spec", "large"}}, "Expected 'OBJECT' for field 'disk_spec'"},
      {{{"preloaded_docker_images", {"image"}}}, "Expected 'OBJECT'"},
  };
  for (const auto& test : cases) {
    INFO(test.more.dump());
    check_refused(ws.post("instance-pools/create", ws.spec("new", test.more)), test.text);
  }
  CHECK(ws.body_of(ws.get("instance-pools/list"))["instance_pools"].size() == 1);
  for (const std::string verb : {"edit", "delete"}) {
    check_refused(ws.post("instance-pools/" + verb, {{"instance_pool_id", "x"}}), "Can't find an instance pool", 404);
    check_refused(ws.post("instance-pools/" + verb, Json::object()), "Missing required field: instance_pool_id");
  }
}

TEST_CASE("instance pools: an edit changes only what may change", "[emulator][pools]") {
  PoolFixture ws;
  const auto id = ws.create_pool("p", {{"preloaded_spark_versions", {"15.4.x-scala2.12"}}});
  ws.create_pool("taken");
  const Json before = ws.pool(id);
  check_refused(ws.edit(id, ws.spec("p", {{"node_type_id", "m5.large"}})), "node_type_id of an instance pool");
  check_refused(ws.edit(id, ws.spec("p", {{"enable_elastic_disk", true}})), "enable_elastic_disk");
  check_refused(ws.edit(id, ws.spec("p", {{"preloaded_spark_versions", Json::array()}})), "preloaded_spark_versions");
  check_refused(ws.edit(id, ws.spec("taken")), "already exists");
  check_refused(ws.edit(id, {{"instance_pool_name", "p"}}), "Missing required field: node_type_id");
  check_refused(ws.edit(id, {{"node_type_id", "i3.xlarge"}}), "Missing required field: instance_pool_name");
  CHECK(ws.pool(id) == before);
  Json same = before;
  CHECK(ws.edit(id, same).status == 200);
  CHECK(ws.pool(id) == before);
}

TEST_CASE("instance pools: their tags are default tags of the clusters on them", "[emulator][pools]") {
  PoolFixture ws;
  const auto workers = ws.create_pool("workers", {{"custom_tags", {{"Team", "blue"}, {"ClusterName", "odd"}}}});
  const auto driver = ws.create_pool("driver", {{"custom_tags", {{"Team", "red"}, {"Role", "driver"}}}});
  const auto one = ws.pool_cluster({{"cluster_name", "one"}, {"instance_pool_id", workers}});
  Json tags = ws.cluster(one)["default_tags"];
  CHECK(tags["Team"] == "blue");
  CHECK(tags["DatabricksInstancePoolId"] == workers);
  CHECK(tags["DatabricksInstancePoolCreatorId"] == "1000000000000001");
  CHECK(tags["ClusterName"] == "one");
  const auto both = ws.pool_cluster({{"instance_pool_id", workers}, {"driver_instance_pool_id", driver}});
  tags = ws.cluster(both)["default_tags"];
  CHECK(tags["Team"] == "blue");
  CHECK(tags["Role"] == "driver");
  CHECK(tags["DatabricksInstancePoolId"] == workers);
  CHECK_FALSE(ws.cluster(both)["custom_tags"].contains("Team"));
  const auto plain = ws.create_cluster();
  CHECK_FALSE(ws.cluster(plain)["default_tags"].contains("DatabricksInstancePoolId"));
  const Json events = ws.body_of(ws.post("clusters/events", {{"cluster_id", both}, {"order", "ASC"}}));
  CHECK_FALSE(events["events"][0]["details"]["attributes"].contains("default_tags"));
}

TEST_CASE("instance pools: a cluster's tags must not be those of its pools", "[emulator][pools]") {
  PoolFixture ws;
  const auto workers = ws.create_pool("workers", {{"custom_tags", {{"Team", "blue"}}}});
  const auto driver = ws.create_pool("driver", {{"custom_tags", {{"Role", "driver"}}}});
  const auto refused = [&](const Json& more) {
    Json spec{{"spark_version", "15.4.x-scala2.12"}, {"num_workers", 1}};
    spec.update(more);
    return ws.post("clusters/create", spec);
  };
  const std::string words = "Invalid tags - the following custom tag keys conflict with the pool's custom tag keys: ";
  check_refused(refused({{"instance_pool_id", workers}, {"custom_tags", {{"Team", "blue"}, {"x", "y"}}}}),
                words + "Team");
  check_refused(refused({{"instance_pool_id", workers},
                         {"driver_instance_pool_id", driver},
                         {"custom_tags", {{"Team", "x"}, {"Role", "y"}}}}),
                words + "Team, Role");
  const auto id = ws.pool_cluster({{"instance_pool_id", workers}, {"custom_tags", {{"x", "y"}}}});
  ws.clock.advance(1h);
  check_refused(ws.post("clusters/edit", {{"cluster_id", id},
                                          {"spark_version", "15.4.x-scala2.12"},
                                          {"num_workers", 1},
                                          {"instance_pool_id", workers},
                                          {"custom_tags", {{"Team", "z"}}}}),
                words + "Team");
  const Json task{{"task_key", "a"},
                  {"notebook_task", {{"notebook_path", "/a"}}},
                  {"new_cluster",
                   {{"spark_version", "15.4.x-scala2.12"},
                    {"num_workers", 1},
                    {"instance_pool_id", workers},
                    {"custom_tags", {{"Team", "z"}}}}}};
  check_refused(ws.post("jobs/create", {{"tasks", {task}}}), "Cluster validation error: " + words + "Team");
}
