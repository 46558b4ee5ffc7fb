#include <catch2/catch.hpp>

#include "support/workspace_fixture.hpp"

using namespace dbc;
using dbc::test::WorkspaceFixture;
using namespace std::chrono_literals;

namespace {

class PolicyFixture : public WorkspaceFixture {
 public:
  std::string create_policy(const std::string& name, const Json& definition, const Json& more = Json::object()) {
    Json body{{"name", name}, {"definition", definition.dump()}};
    body.update(more);
    return body_of(post("policies/clusters/create", body)).at("policy_id").get<std::string>();
  }
  Json policy(const std::string& id) { return body_of(get("policies/clusters/get?policy_id=" + id)); }
  /// The names in the order of a list, the workspace's own policies left out.
  std::string names(const std::string& query = "") {
    std::string text;
    const Json list = body_of(get("policies/clusters/list" + query));
    for (const auto& policy : list.at("policies"))
      if (!policy["is_default"].get<bool>()) text += policy["name"].get<std::string>() + " ";
    return text;
  }
  Json default_policy(const std::string& family) {
    const Json list = body_of(get("policies/clusters/list"));
    for (const auto& policy : list.at("policies"))
      if (policy["is_default"].get<bool>() && policy["policy_family_id"] == family) return policy;
    FAIL("no default policy of the family " << family);
    return {};
  }
  emulator::Reply create_with(const std::string& policy_id, const Json& more = Json::object()) {
    Json spec{{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 2}};
    spec["policy_id"] = policy_id;
    spec.update(more);
    std::vector<std::string> nulls;
    for (const auto& [key, value] : spec.items())
      if (value.is_null()) nulls.push_back(key);
    for (const auto& key : nulls) spec.erase(key);
    return post("clusters/create", spec);
  }
  std::string made(const std::string& policy_id, const Json& more = Json::object()) {
    return body_of(create_with(policy_id, more)).at("cluster_id").get<std::string>();
  }
};

std::string message_of(const emulator::Reply& reply) {
  const auto body = parse_json(reply.body);
  return body ? string_or(*body, "message", "") : reply.body;
}

void check_refused(const emulator::Reply& reply, const std::string& text, int status = 400) {
  INFO(reply.body);
  CHECK(reply.status == status);
  CHECK(reply.body.find(text) != std::string::npos);
}

}  // namespace

TEST_CASE("policies: create, get, edit, delete", "[emulator][policies]") {
  PolicyFixture ws;
  const Json definition{{"num_workers", {{"type", "fixed"}, {"value", 1}}}};
  const auto id = ws.create_policy("one", definition, {{"description", "d"}, {"max_clusters_per_user", "3"}});
  CHECK_THAT(id, Catch::Matches("[0-9A-F]{16}"));
  Json info = ws.policy(id);
  CHECK(info["definition"] == definition.dump());
  CHECK(info["creator_user_name"] == "admin@localhost");
  CHECK(info["created_at_timestamp"] == to_epoch_millis(ws.clock.now()));
  CHECK(info["is_default"] == false);
  CHECK(info["max_clusters_per_user"] == 3);
  CHECK(info["description"] == "d");
  const Json libraries = Json::array({Json{{"pypi", {{"package", "a"}}}}});
  CHECK(ws.post("policies/clusters/edit",
                {{"policy_id", id}, {"name", "two"}, {"definition", "{ }"}, {"libraries", libraries}})
            .body == "{}");
  info = ws.policy(id);
  CHECK(info["name"] == "two");
  CHECK(info["definition"] == "{ }");
  CHECK(info["libraries"] == libraries);
  CHECK_FALSE(info.contains("max_clusters_per_user"));
  CHECK(ws.post("policies/clusters/delete", {{"policy_id", id}}).body == "{}");
  const std::string missing = "Can't find a cluster policy with id: " + id + ".";
  check_refused(ws.get("policies/clusters/get?policy_id=" + id), missing, 404);
  check_refused(ws.post("policies/clusters/delete", {{"policy_id", id}}), missing, 404);
  check_refused(ws.post("policies/clusters/edit", {{"policy_id", id}, {"name", "x"}}), missing, 404);
  check_refused(ws.create_with(id), missing);
}

TEST_CASE("policies: list sorts by time or name", "[emulator][policies]") {
  PolicyFixture ws;
  for (const std::string name : {"b", "c", "a"}) {
    ws.create_policy(name, Json::object());
    ws.clock.advance(1ms);
  }
  CHECK(ws.names() == "a c b ");
  CHECK(ws.names("?sort_order=ASC") == "b c a ");
  CHECK(ws.names("?sort_column=POLICY_NAME") == "c b a ");
  CHECK(ws.names("?sort_column=POLICY_NAME&sort_order=ASC") == "a b c ");
  CHECK(ws.body_of(ws.get("policies/clusters/list"))["total_count"] == 8);
  check_refused(ws.get("policies/clusters/list?sort_column=AGE"), "ListSortColumn");
  check_refused(ws.get("policies/clusters/list?sort_order=UP"), "ListSortOrder");
}

TEST_CASE("policies: bad requests", "[emulator][policies]") {
  PolicyFixture ws;
  ws.create_policy("taken", Json::object());
  const auto bad = GENERATE(table<std::string, std::string>({
      {R"({})", "Missing required field: name"},
      {R"({"name":""})", "Missing required field: name"},
      {R"({"name":"taken"})", "Policy name 'taken' already exists"},
      {R"({"name":"n","definition":{}})", "Expected 'STRING' for field 'definition'"},
      {R"({"name":"n","definition":"{"})", "not valid JSON"},
      {R"({"name":"n","definition":"[]"})", "must be a JSON object"},
      {R"({"name":"n","definition":"{\"num_workers\":1}"})", "an object for each attribute"},
      {R"({"name":"n","policy_family_id":"nope"})", "Can't find a policy family with id: nope."},
      {R"({"name":"n","policy_family_id":"personal-vm","definition":"{}"})", "policy_family_definition_overrides"},
      {R"({"name":"n","policy_family_definition_overrides":"{}"})", "needs a policy_family_id"},
      {R"({"name":"n","policy_family_id":"personal-vm","policy_family_definition_overrides":"x"})", "not valid JSON"},
      {R"({"name":"n","max_clusters_per_user":0})", "at least 1"},
      {R"({"name":"n","max_clusters_per_user":"few"})", "Expected 'INTEGER'"},
      {R"({"name":"n","libraries":[{"wheel":"x"}]})", "Invalid library"},
      {R"({"name":"n","libraries":{}})", "Expected 'LIST'"},
  }));
  INFO(std::get<0>(bad));
  check_refused(ws.call("POST", "/api/2.0/policies/clusters/create", std::get<0>(bad)), std::get<1>(bad));
  const std::string long_name(101, 'x');
  check_refused(ws.post("policies/clusters/create", {{"name", long_name}}), "at most 100 characters");
  CHECK(ws.names() == "taken ");
}

TEST_CASE("policies: each type of rule lets through what it should and nothing else", "[emulator][policies]") {
  struct Case {
    std::string path;
    std::string rule;
    Json cluster;
    std::string problem;  ///< empty where the cluster is let through
  };
  const Json none = nullptr;
  const std::vector<Case> cases{
      {"num_workers", R"({"type":"fixed","value":2})", {}, ""},
      {"num_workers", R"({"type":"fixed","value":"2"})", {}, ""},
      {"num_workers", R"({"type":"fixed","value":3})", {}, R"(the value must be 3 (is "2"))"},
      {"autotermination_minutes", R"({"type":"fixed","value":20})", {}, ""},
      {"spark_conf.a.b", R"({"type":"fixed","value":true})", {{"spark_conf", {{"a.b", "true"}}}}, ""},
      {"spark_conf.a.b",
       R"({"type":"fixed","value":true})",
       {{"spark_conf", {{"a.b", "no"}}}},
       R"(the value must be true (is "no"))"},
      {"cluster_type", R"({"type":"fixed","value":"all-purpose"})", {}, ""},
      {"cluster_type", R"({"type":"fixed","value":"job"})", {}, R"(the value must be job (is "all-purpose"))"},
      {"ssh_public_keys", R"({"type":"forbidden"})", {}, ""},
      {"custom_tags.team",
       R"({"type":"forbidden","hidden":true})",
       {{"custom_tags", {{"team", "x"}}}},
       "must be absent"},
      {"node_type_id", R"({"type":"allowlist","values":["m5.large","i3.xlarge"]})", {}, ""},
      {"node_type_id", R"({"type":"allowlist","values":["m5.large"]})", {}, R"(one of m5.large (is "i3.xlarge"))"},
      {"node_type_id", R"({"type":"whitelist","values":["i3.xlarge"]})", {}, ""},
      {"num_workers", R"({"type":"allowlist","values":[1,"2"]})", {}, ""},
      {"cluster_name", R"({"type":"allowlist","values":["a"]})", {}, "must be present"},
      {"cluster_name", R"({"type":"allowlist","values":["a"],"isOptional":true})", {}, ""},
      {"cluster_name", R"({"type":"allowlist","values":["a"],"defaultValue":"a"})", {}, "must be present"},
      {"node_type_id", R"({"type":"blocklist","values":["i3.xlarge"]})", {}, R"(none of i3.xlarge (is "i3.xlarge"))"},
      {"node_type_id", R"({"type":"blocklist","values":["m5.large"]})", {}, ""},
      {"cluster_name", R"({"type":"blocklist","values":["a"]})", {}, "must be present"},
      {"spark_version", R"({"type":"regex","pattern":"1[4-6]\\.[0-9]+\\.x-scala.*"})", {}, ""},
      {"spark_version", R"({"type":"regex","pattern":"15.4"})", {}, "a match of 15.4"},
      {"spark_version", R"~({"type":"regex","pattern":"(?!14).*(?<=2\\.12)"})~", {}, ""},
      {"cluster_name", R"({"type":"regex","pattern":"a.*"})", {}, "must be present"},
      {"num_workers", R"({"type":"range","minValue":2,"maxValue":2})", {}, ""},
      {"num_workers", R"({"type":"range","minValue":3})", {}, R"(at least 3 (is "2"))"},
      {"num_workers", R"({"type":"range","maxValue":1.5})", {}, R"(at most 1.5 (is "2"))"},
      {"autotermination_minutes", R"({"type":"range","maxValue":60})", {}, "must be present"},
      {"spark_conf.n", R"({"type":"range","maxValue":60})", {{"spark_conf", {{"n", "59"}}}}, ""},
      {"spark_conf.n", R"({"type":"range","maxValue":60})", {{"spark_conf", {{"n", "x"}}}}, "a number"},
      {"autoscale.max_workers",
       R"({"type":"range","maxValue":5})",
       {{"num_workers", none}, {"autoscale", {{"min_workers", 1}, {"max_workers", 6}}}},
       R"(at most 5 (is "6"))"},
      {"custom_tags.team", R"({"type":"unlimited"})", {}, "must be present"},
      {"custom_tags.team", R"({"type":"unlimited","isOptional":true})", {}, ""},
      {"custom_tags.team", R"({"type":"unlimited"})", {{"custom_tags", {{"team", "x"}}}}, ""},
      {"init_scripts.*.dbfs.destination",
       R"({"type":"forbidden"})",
       {{"init_scripts", Json::array({{{"dbfs", {{"destination", "dbfs:/a"}}}}})}},
       "init_scripts.0.dbfs.destination, the value must be absent"},
      {"init_scripts.*.dbfs.destination", R"({"type":"forbidden"})", {}, ""},
      {"cluster_log_conf.type",
       R"({"type":"fixed","value":"DBFS"})",
       {{"cluster_log_conf", {{"s3", {{"destination", "s3://a"}}}}}},
       R"(must be DBFS (is "S3"))"},
      {"cluster_log_conf.path",
       R"({"type":"regex","pattern":"dbfs:/.*"})",
       {{"cluster_log_conf", {{"dbfs", {{"destination", "dbfs:/a"}}}}}},
       ""},
  };
  PolicyFixture ws;
  for (const auto& test : cases) {
    INFO(test.path << " " << test.rule << " " << test.cluster.dump());
    const auto rule = parse_json(test.rule);
    REQUIRE(rule);
    const auto id = ws.create_policy("p", {{test.path, *rule}});
    const auto reply = ws.create_with(id, test.cluster.is_null() ? Json::object() : test.cluster);
    INFO(reply.body);
    if (test.problem.empty()) {
      CHECK(reply.status == 200);
    } else {
      CHECK(reply.status == 400);
      CHECK(message_of(reply).starts_with("Validation failed for " + test.path.substr(0, test.path.find('*'))));
      CHECK(message_of(reply).find(test.problem) != std::string::npos);
    }
    CHECK(ws.post("policies/clusters/delete", {{"policy_id", id}}).status == 200);
  }
}

TEST_CASE("policies: a definition that cannot be used is told when it is used", "[emulator][policies]") {
  PolicyFixture ws;
  const auto rule =
      GENERATE(as<std::string>{}, R"("num_workers":{"type":"magic"})", R"("num_workers":{})",
               R"("num_workers":{"type":"fixed"})", R"("num_workers":{"type":"fixed","value":[]})",
               R"("num_workers":{"type":"allowlist"})", R"("num_workers":{"type":"blocklist","values":[]})",
               R"("num_workers":{"type":"allowlist","values":[{}]})", R"("cluster_name":{"type":"regex"})",
               R"("cluster_name":{"type":"regex","pattern":"("})", R"("num_workers":{"type":"range","minValue":"1"})",
               R"("num_workers":{"type":"range","minValue":2,"maxValue":1})",
               R"("num_workers":{"type":"unlimited","isOptional":"yes"})",
               R"("num_workers":{"type":"unlimited","defaultValue":{}})", R"("no_such_attribute":{"type":"forbidden"})",
               R"("spark_conf.":{"type":"forbidden"})", R"("autotermination_minutes":{"type":"fixed","value":"soon"})");
  INFO(rule);
  const auto definition = parse_json("{" + rule + "}");
  REQUIRE(definition);
  const auto id = ws.create_policy("p", *definition);
  check_refused(ws.create_with(id), "cannot be satisfied due to the malformed policy definition");
}

TEST_CASE("policies: every broken rule is named", "[emulator][policies]") {
  PolicyFixture ws;
  const auto id = ws.create_policy(
      "p", {{"num_workers", {{"type", "fixed"}, {"value", 9}}}, {"custom_tags.team", {{"type", "unlimited"}}}});
  CHECK(message_of(ws.create_with(id)) == R"(Validation failed for num_workers, the value must be 9 (is "2"); )"
                                          "Validation failed for custom_tags.team, must be present");
}

TEST_CASE("policies: what is fixed is filled in, default values on request", "[emulator][policies]") {
  PolicyFixture ws;
  const Json definition{
      {"spark_version", {{"type", "unlimited"}, {"defaultValue", "14.3.x-scala2.12"}}},
      {"node_type_id", {{"type", "fixed"}, {"value", "m5.large"}}},
      {"autotermination_minutes", {{"type", "range"}, {"maxValue", 60}, {"defaultValue", "30"}, {"isOptional", true}}},
      {"spark_conf.a.b", {{"type", "fixed"}, {"value", 7}}},
      {"cluster_log_conf.path", {{"type", "fixed"}, {"value", "dbfs:/logs"}}},
      {"cluster_log_conf.type", {{"type", "fixed"}, {"value", "DBFS"}}},
      {"init_scripts.0.volumes.destination", {{"type", "fixed"}, {"value", "/Volumes/a/b/c.sh"}}},
      {"init_scripts.*.volumes.destination", {{"type", "forbidden"}}},
      {"cluster_type", {{"type", "fixed"}, {"value", "all-purpose"}}}};
  const auto id = ws.create_policy("p", definition);
  const Json bare{{"spark_version", nullptr}, {"node_type_id", nullptr}, {"apply_policy_default_values", true}};
  const Json info = ws.cluster(ws.made(id, bare));
  CHECK(info["spark_version"] == "14.3.x-scala2.12");
  CHECK(info["node_type_id"] == "m5.large");
  CHECK(info["driver_node_type_id"] == "m5.large");
  CHECK(info["autotermination_minutes"] == 30);
  CHECK(info["spark_conf"].dump() == R"({"a.b":"7"})");
  CHECK(info["cluster_log_conf"].dump() == R"({"dbfs":{"destination":"dbfs:/logs"}})");
  CHECK(info["init_scripts"].dump() == R"([{"volumes":{"destination":"/Volumes/a/b/c.sh"}}])");
  CHECK_FALSE(info.contains("cluster_type"));
  CHECK_FALSE(info["spec"].contains("node_type_id"));
  CHECK(info["spec"]["apply_policy_default_values"] == true);
  check_refused(ws.create_with(id, {{"spark_version", nullptr}, {"node_type_id", nullptr}}),
                "Validation failed for spark_version, must be present");
  const Json plain = ws.cluster(ws.made(id, {{"node_type_id", nullptr}}));
  CHECK(plain["autotermination_minutes"] == 0);
  const Json scripts = Json::array(
      {{{"volumes", {{"destination", "/Volumes/a/b/c.sh"}}}}, {{"volumes", {{"destination", "/Volumes/a/b/d.sh"}}}}});
  check_refused(ws.create_with(id, {{"node_type_id", nullptr}, {"init_scripts", scripts}}),
                "Validation failed for init_scripts.1.volumes.destination");
}

TEST_CASE("policies: edit, update and resize keep to the policy", "[emulator][policies]") {
  PolicyFixture ws;
  const Json limit{{"num_workers", {{"type", "range"}, {"maxValue", 3}}}};
  const auto id = ws.create_policy("p", limit);
  const auto cluster = ws.made(id);
  ws.clock.advance(5s);
  const std::string problem = "Validation failed for num_workers, the value must be at most 3";
  check_refused(ws.post("clusters/resize", {{"cluster_id", cluster}, {"num_workers", 4}}), problem);
  check_refused(ws.post("clusters/update",
                        {{"cluster_id", cluster}, {"update_mask", "num_workers"}, {"cluster", {{"num_workers", 4}}}}),
                problem);
  Json spec{{"cluster_id", cluster}, {"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}};
  spec["policy_id"] = id;
  spec["num_workers"] = 4;
  check_refused(ws.post("clusters/edit", spec), problem);
  CHECK(ws.state_of(cluster) == "RUNNING");
  CHECK(ws.post("clusters/resize", {{"cluster_id", cluster}, {"num_workers", 3}}).status == 200);
  ws.clock.advance(5s);
  CHECK(ws.post("policies/clusters/delete", {{"policy_id", id}}).status == 200);
  spec["num_workers"] = 1;
  check_refused(ws.post("clusters/edit", spec), "Can't find a cluster policy with id: " + id + ".");
  CHECK(ws.state_of(cluster) == "RUNNING");
  spec.erase("policy_id");
  CHECK(ws.post("clusters/edit", spec).status == 200);
}

TEST_CASE("policies: max_clusters_per_user counts active clusters", "[emulator][policies]") {
  PolicyFixture ws;
  const auto id = ws.create_policy("p", Json::object(), {{"max_clusters_per_user", 2}});
  const auto first = ws.made(id);
  const auto second = ws.made(id);
  check_refused(ws.create_with(id), "QUOTA_EXCEEDED");
  ws.create_cluster();
  CHECK(ws.post("clusters/delete", {{"cluster_id", first}}).status == 200);
  ws.clock.advance(5s);
  const auto third = ws.made(id);
  check_refused(ws.post("clusters/start", {{"cluster_id", first}}), "limit of 2 active clusters");
  CHECK(ws.post("clusters/delete", {{"cluster_id", third}}).status == 200);
  CHECK(ws.post("clusters/start", {{"cluster_id", first}}).status == 200);
  CHECK(ws.post("clusters/restart", {{"cluster_id", second}}).status == 200);
}

TEST_CASE("policies: the libraries of a policy come with the next start", "[emulator][policies]") {
  PolicyFixture ws;
  const auto libraries = [&](const std::string& cluster) {
    const Json body = ws.body_of(ws.get("libraries/cluster-status?cluster_id=" + cluster));
    return body.contains("library_statuses") ? body["library_statuses"].size() : 0;
  };
  const Json one = Json::array({Json{{"pypi", {{"package", "a"}}}}});
  const auto id = ws.create_policy("p", Json::object(), {{"libraries", one}});
  const auto cluster = ws.made(id);
  CHECK(libraries(cluster) == 1);
  ws.clock.advance(5s);
  Json two = one;
  two.push_back({{"cran", {{"package", "b"}}}});
  CHECK(ws.post("policies/clusters/edit", {{"policy_id", id}, {"name", "p"}, {"definition", "{}"}, {"libraries", two}})
            .status == 200);
  CHECK(libraries(cluster) == 1);
  CHECK(ws.post("clusters/restart", {{"cluster_id", cluster}}).status == 200);
  CHECK(libraries(cluster) == 2);
}

TEST_CASE("policies: families have definitions that overrides change", "[emulator][policies]") {
  PolicyFixture ws;
  const Json families = ws.body_of(ws.get("policy-families"))["policy_families"];
  REQUIRE(families.size() == 5);
  const Json family = ws.body_of(ws.get("policy-families/personal-vm"));
  CHECK(family == families[0]);
  check_refused(ws.get("policy-families/nope"), "Can't find a policy family with id: nope.", 404);
  const Json page = ws.body_of(ws.get("policy-families?max_results=3"));
  CHECK(page["policy_families"].size() == 3);
  const std::string token = page["next_page_token"];
  CHECK(ws.body_of(ws.get("policy-families?max_results=3&page_token=" + token))["policy_families"].size() == 2);
  check_refused(ws.get("policy-families?page_token=x"), "Invalid page token");
  check_refused(ws.get("policy-families/personal-vm?version=1"), "version", 501);
  check_refused(ws.get("policy-families?max_results=-1"), "max_results");
  const Json overrides{{"autotermination_minutes", {{"type", "fixed"}, {"value", 15}}}};
  const Json body{
      {"name", "mine"}, {"policy_family_id", "personal-vm"}, {"policy_family_definition_overrides", overrides.dump()}};
  const std::string id = ws.body_of(ws.post("policies/clusters/create", body))["policy_id"];
  const auto merged = parse_json(ws.policy(id)["definition"].get<std::string>());
  REQUIRE(merged);
  CHECK((*merged)["autotermination_minutes"] == overrides["autotermination_minutes"]);
  CHECK((*merged)["num_workers"]["value"] == 0);
  const Json info = ws.cluster(ws.made(id, {{"num_workers", nullptr}}));
  CHECK(info["autotermination_minutes"] == 15);
  CHECK(info["spark_conf"]["spark.databricks.cluster.profile"] == "singleNode");
}

TEST_CASE("policies: every family can be used, and its default policy stays", "[emulator][policies]") {
  PolicyFixture ws;
  const auto family =
      GENERATE(as<std::string>{}, "personal-vm", "power-user", "shared-compute", "job-cluster", "shared-data-science");
  const Json policy = ws.default_policy(family);
  CHECK_FALSE(policy.contains("creator_user_name"));
  const std::string id = policy["policy_id"];
  const auto reply = ws.create_with(id, {{"num_workers", family == "personal-vm" ? Json() : Json(1)}});
  INFO(reply.body);
  CHECK(reply.status == (family == "job-cluster" ? 400 : 200));
  CHECK(reply.body.find("malformed") == std::string::npos);
  check_refused(ws.post("policies/clusters/delete", {{"policy_id", id}}), "cannot be deleted");
  check_refused(ws.post("policies/clusters/edit", {{"policy_id", id}, {"name", "x"}}), "policy family");
  CHECK(ws.post("policies/clusters/edit", {{"policy_id", id}, {"name", "x"}, {"policy_family_id", family}}).status ==
        200);
}

TEST_CASE("policies: a limit of DBUs limits nothing, and says so where it is written", "[emulator][policies]") {
  PolicyFixture ws;
  const Json definition{{"dbus_per_hour", {{"type", "range"}, {"maxValue", 10}}}};
  const auto reply = ws.post("policies/clusters/create", {{"name", "p"}, {"definition", definition.dump()}});
  CHECK_THAT(std::string(emulator::header(reply.headers, "Warning")), Catch::Contains("dbus_per_hour"));
  const std::string id = ws.body_of(reply).at("policy_id");
  CHECK(ws.create_with(id).status == 200);
  CHECK(emulator::header(ws.post("policies/clusters/create", {{"name", "q"}}).headers, "Warning").empty());
}

TEST_CASE("policies: auto:latest-lts and its kin stand for versions", "[emulator][policies]") {
  PolicyFixture ws;
  const auto [alias, runtime] = GENERATE(table<std::string, std::string>({
      {"auto:latest", "17.3.x-scala2.13"},
      {"auto:latest-ml", "17.3.x-cpu-ml-scala2.13"},
      {"auto:latest-lts", "17.3.x-scala2.13"},
      {"auto:latest-lts-ml", "17.3.x-cpu-ml-scala2.13"},
      {"auto:prev-major", "16.4.x-scala2.12"},
      {"auto:prev-major-ml", "16.4.x-cpu-ml-scala2.12"},
      {"auto:prev-lts", "16.4.x-scala2.12"},
      {"auto:prev-lts-ml", "16.4.x-cpu-ml-scala2.12"},
  }));
  const Json bare{{"spark_version", nullptr}};
  const auto fixed = ws.create_policy("fixed", {{"spark_version", {{"type", "fixed"}, {"value", alias}}}});
  CHECK(ws.cluster(ws.made(fixed, bare))["spark_version"] == runtime);
  CHECK(ws.cluster(ws.made(fixed, {{"spark_version", runtime}}))["spark_version"] == runtime);
  check_refused(ws.create_with(fixed), "the value must be " + runtime);
  const auto listed = ws.create_policy(
      "listed",
      {{"spark_version", {{"type", "allowlist"}, {"values", {alias, "15.4.x-scala2.12"}}, {"defaultValue", alias}}}});
  CHECK(ws.create_with(listed).status == 200);
  CHECK(ws.create_with(listed, {{"spark_version", runtime}}).status == 200);
  check_refused(ws.create_with(listed, {{"spark_version", "14.3.x-scala2.12"}}), "one of " + runtime);
  const Json asks{{"spark_version", nullptr}, {"apply_policy_default_values", true}};
  CHECK(ws.cluster(ws.made(listed, asks))["spark_version"] == runtime);
  CHECK_THAT(ws.policy(fixed)["definition"].get<std::string>(), Catch::Contains(alias));
}

TEST_CASE("policies: only a policy may say auto:latest-lts, and only what there is", "[emulator][policies]") {
  PolicyFixture ws;
  const auto open =
      ws.create_policy("open", {{"spark_version", {{"type", "unlimited"}, {"defaultValue", "auto:latest-lts"}}}});
  check_refused(ws.create_with(open, {{"spark_version", "auto:latest-lts"}}), "Invalid spark version auto:latest-lts.");
  const auto odd = ws.create_policy("odd", {{"spark_version", {{"type", "fixed"}, {"value", "auto:newest"}}}});
  check_refused(ws.create_with(odd), "spark_version names no runtime version: auto:newest");
  const auto name = ws.create_policy("name", {{"cluster_name", {{"type", "fixed"}, {"value", "auto:latest"}}}});
  CHECK(ws.cluster(ws.made(name))["cluster_name"] == "auto:latest");
}

TEST_CASE("policies: a job keeps what its cluster's policy fills in", "[emulator][policies]") {
  PolicyFixture ws;
  const auto id =
      ws.create_policy("p", {{"spark_version", {{"type", "unlimited"}, {"defaultValue", "auto:latest-lts"}}},
                             {"node_type_id", {{"type", "unlimited"}, {"defaultValue", "i3.xlarge"}}},
                             {"custom_tags.Team", {{"type", "fixed"}, {"value", "blue"}}}});
  const Json spec{{"policy_id", id}, {"apply_policy_default_values", true}, {"num_workers", 1}};
  const Json task{{"task_key", "a"}, {"notebook_task", {{"notebook_path", "/a"}}}, {"new_cluster", spec}};
  const Json made = ws.body_of(ws.call("POST", "/api/2.1/jobs/create", Json{{"tasks", {task}}}.dump()));
  const Json job = ws.body_of(ws.call("GET", "/api/2.1/jobs/get?job_id=" + made["job_id"].dump()));
  const Json& cluster = job["settings"]["tasks"][0]["new_cluster"];
  CHECK(cluster["spark_version"] == "17.3.x-scala2.13");
  CHECK(cluster["node_type_id"] == "i3.xlarge");
  CHECK(cluster["custom_tags"]["Team"] == "blue");
  CHECK_FALSE(cluster.contains("autotermination_minutes"));
}

TEST_CASE("policies: a pattern that would try for ever does not match", "[emulator][policies]") {
  PolicyFixture ws;
  const auto id = ws.create_policy("p", {{"cluster_name", {{"type", "regex"}, {"pattern", "(a+)+$b"}}}});
  check_refused(ws.create_with(id, {{"cluster_name", std::string(5000, 'a')}}), "Validation failed for cluster_name");
}

TEST_CASE("policies: compliance tells which clusters a changed policy would refuse", "[emulator][policies]") {
  PolicyFixture ws;
  const auto id = ws.create_policy("p", {{"driver_node_type_id", {{"type", "forbidden"}}}});
  const auto small = ws.made(id, {{"num_workers", 1}});
  const auto large = ws.made(id, {{"num_workers", 5}});
  const auto get = [&](const std::string& cluster) {
    return ws.body_of(ws.get("policies/clusters/get-compliance?cluster_id=" + cluster));
  };
  CHECK(get(large).dump() == R"({"is_compliant":true})");
  const Json limit{{"num_workers", {{"type", "range"}, {"maxValue", 3}}}};
  CHECK(ws.post("policies/clusters/edit", {{"policy_id", id}, {"name", "p"}, {"definition", limit.dump()}}).status ==
        200);
  CHECK(get(small)["is_compliant"] == true);
  CHECK(get(large)["violations"].dump() == R"~({"num_workers":"the value must be at most 3 (is \"5\")"})~");
  Json list = ws.body_of(ws.get("policies/clusters/list-compliance?policy_id=" + id));
  CHECK(list["clusters"].size() == 2);
  list = ws.body_of(ws.get("policies/clusters/list-compliance?page_size=1&policy_id=" + id));
  CHECK(list["clusters"].size() == 1);
  const std::string token = list["next_page_token"];
  CHECK(ws.get("policies/clusters/list-compliance?page_size=1&policy_id=" + id + "&page_token=" + token).status == 200);
  check_refused(ws.get("policies/clusters/list-compliance?policy_id=X"), "Can't find a cluster policy", 404);
  check_refused(ws.get("policies/clusters/get-compliance?cluster_id=X"), "Cluster X does not exist");
  check_refused(ws.get("policies/clusters/get-compliance"), "Missing required field: cluster_id");
}
