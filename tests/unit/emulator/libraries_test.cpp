#include <catch2/catch.hpp>

#include "support/workspace_fixture.hpp"

using namespace dbc;
using dbc::test::WorkspaceFixture;
using namespace std::chrono_literals;

namespace {

const Json k_pandas{{"pypi", {{"package", "pandas==2.2.0"}}}};
const Json k_jar{{"jar", "dbfs:/jars/a.jar"}};

class LibraryFixture : public WorkspaceFixture {
 public:
  int change(const std::string& verb, const std::string& id, const std::vector<Json>& libraries) {
    return post("libraries/" + verb, {{"cluster_id", id}, {"libraries", libraries}}).status;
  }
  void install(const std::string& id, const std::vector<Json>& libraries) {
    CHECK(change("install", id, libraries) == 200);
  }
  void uninstall(const std::string& id, const std::vector<Json>& libraries) {
    CHECK(change("uninstall", id, libraries) == 200);
  }
  std::string running_cluster(const Json& more = Json::object()) {
    const auto id = create_cluster(more);
    clock.advance(2s);
    return id;
  }
  Json statuses(const std::string& id) { return body_of(get("libraries/cluster-status?cluster_id=" + id)); }
  /// The states of a cluster's libraries, in order.
  std::string outline(const std::string& id) {
    const Json body = statuses(id);
    std::string text;
    if (body.contains("library_statuses"))
      for (const auto& entry : body["library_statuses"]) text += entry["status"].get<std::string>() + " ";
    return text;
  }
  void act(const std::string& verb, const std::string& id) {
    CHECK(post("clusters/" + verb, {{"cluster_id", id}}).status == 200);
  }
};

}  // namespace

TEST_CASE("libraries: a library of a running cluster walks through the states", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.running_cluster();
  CHECK(ws.statuses(id).dump() == R"({"cluster_id":")" + id + R"("})");
  CHECK(ws.get("libraries/all-cluster-statuses").body == "{}");
  ws.install(id, {k_pandas});
  CHECK(ws.outline(id) == "PENDING ");
  ws.clock.advance(200ms);
  CHECK(ws.outline(id) == "RESOLVING ");
  ws.clock.advance(300ms);
  CHECK(ws.outline(id) == "INSTALLING ");
  ws.clock.advance(499ms);
  CHECK(ws.outline(id) == "INSTALLING ");
  ws.clock.advance(1ms);
  const Json entry = ws.statuses(id)["library_statuses"][0];
  CHECK(entry.dump() ==
        R"({"library":{"pypi":{"package":"pandas==2.2.0"}},"status":"INSTALLED","is_library_for_all_clusters":false})");
}

TEST_CASE("libraries: a cluster without a driver installs at its next start", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.create_cluster();
  ws.install(id, {k_pandas});
  ws.clock.advance(1499ms);
  CHECK(ws.outline(id) == "PENDING ");
  ws.clock.advance(1ms + 200ms);
  CHECK(ws.outline(id) == "RESOLVING ");
  ws.clock.advance(1s);
  CHECK(ws.outline(id) == "INSTALLED ");
  ws.act("delete", id);
  ws.clock.advance(1h);
  CHECK(ws.outline(id) == "PENDING ");
  ws.install(id, {k_jar});
  ws.act("start", id);
  ws.clock.advance(1500ms + 500ms);
  CHECK(ws.outline(id) == "INSTALLING INSTALLING ");
  ws.act("restart", id);
  CHECK(ws.outline(id) == "PENDING PENDING ");
}

TEST_CASE("libraries: a second install of the same library changes nothing", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.running_cluster();
  ws.install(id, {k_pandas});
  ws.clock.advance(1s);
  ws.install(id, {k_pandas, k_jar, k_jar});
  CHECK(ws.outline(id) == "INSTALLED PENDING ");
  ws.install(id, {Json{{"pypi", {{"repo", "https://r"}, {"package", "pandas==2.2.0"}}}}});
  CHECK(ws.outline(id) == "INSTALLED PENDING PENDING ");
}

TEST_CASE("libraries: a running cluster loses a library at its next start only", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.running_cluster();
  ws.install(id, {k_pandas, k_jar});
  ws.clock.advance(1s);
  ws.uninstall(id, {k_pandas});
  CHECK(ws.outline(id) == "INSTALLED UNINSTALL_ON_RESTART ");
  ws.clock.advance(1h);
  ws.uninstall(id, {k_pandas, Json{{"pypi", {{"package", "never-there"}}}}});
  CHECK(ws.outline(id) == "INSTALLED UNINSTALL_ON_RESTART ");
  ws.act("restart", id);
  CHECK(ws.outline(id) == "PENDING ");
  ws.clock.advance(5s);
  CHECK(ws.outline(id) == "INSTALLED ");
  ws.install(id, {k_pandas});
  CHECK(ws.outline(id) == "INSTALLED PENDING ");
}

TEST_CASE("libraries: an install takes an uninstall back", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.running_cluster();
  ws.install(id, {k_pandas});
  ws.clock.advance(1s);
  ws.uninstall(id, {k_pandas});
  ws.install(id, {k_pandas});
  CHECK(ws.outline(id) == "INSTALLED ");
  ws.act("restart", id);
  ws.clock.advance(5s);
  CHECK(ws.outline(id) == "INSTALLED ");
}

TEST_CASE("libraries: a terminated cluster loses a library at once", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.running_cluster();
  ws.install(id, {k_pandas, k_jar});
  ws.uninstall(id, {k_jar});
  ws.act("delete", id);
  CHECK(ws.outline(id) == "PENDING ");
  ws.clock.advance(1s);
  ws.uninstall(id, {k_pandas});
  CHECK(ws.outline(id) == "");
}

TEST_CASE("libraries: a runtime skips what it does not support", "[emulator][libraries]") {
  LibraryFixture ws;
  const Json egg{{"egg", "dbfs:/a.egg"}};
  const Json requirements{{"requirements", "/Workspace/r.txt"}};
  const auto recent = ws.running_cluster();
  const auto older = ws.running_cluster({{"spark_version", "12.2.x-scala2.12"}});
  for (const auto& id : {recent, older}) ws.install(id, {egg, requirements});
  ws.clock.advance(1s);
  CHECK(ws.outline(recent) == "SKIPPED INSTALLED ");
  CHECK(ws.outline(older) == "INSTALLED SKIPPED ");
  CHECK_FALSE(ws.statuses(recent)["library_statuses"][0]["messages"][0].get<std::string>().empty());
}

TEST_CASE("libraries: all-cluster-statuses shows clusters that have libraries", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto with = ws.running_cluster();
  const auto removed = ws.running_cluster();
  const auto without = ws.running_cluster();
  for (const auto& id : {with, removed}) ws.install(id, {k_pandas});
  ws.act("permanent-delete", removed);
  ws.clock.advance(1s);
  const Json body = ws.body_of(ws.call("GET", "/api/2.1/libraries/all-cluster-statuses"));
  REQUIRE(body["statuses"].size() == 1);
  CHECK(body["statuses"][0] == ws.statuses(with));
}

TEST_CASE("libraries: clone_from takes a cluster's libraries over", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto source = ws.running_cluster();
  ws.install(source, {k_pandas, k_jar});
  ws.uninstall(source, {k_jar});
  const auto copy = ws.create_cluster({{"clone_from", {{"source_cluster_id", source}}}});
  ws.clock.advance(5s);
  const Json statuses = ws.statuses(copy)["library_statuses"];
  REQUIRE(statuses.size() == 1);
  CHECK(statuses[0]["library"] == k_pandas);
  CHECK(statuses[0]["status"] == "INSTALLED");
}

TEST_CASE("libraries: what is no library is refused and nothing is kept", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.running_cluster();
  const auto bad = GENERATE(
      as<std::string>{}, R"({})", R"({"wheel":"dbfs:/a.whl"})", R"({"jar":"dbfs:/a.jar","egg":"dbfs:/a.egg"})",
      R"({"jar":""})", R"({"jar":"a.jar"})", R"({"jar":{}})", R"({"whl":"dbfs:/a.zip"})", R"({"egg":"dbfs:/"})",
      R"({"requirements":"dbfs:/r.txt"})", R"({"pypi":{}})", R"({"pypi":"pandas"})", R"({"pypi":{"package":" "}})",
      R"({"maven":{"coordinates":"a:b"}})", R"({"maven":{"coordinates":"a::c"}})",
      R"({"maven":{"coordinates":"a:b:c","exclusions":[{}]}})", R"({"cran":{"repo":"r"}})", R"("pandas")");
  INFO(bad);
  const auto parsed = parse_json(bad);
  REQUIRE(parsed);
  CHECK(ws.change("install", id, {k_pandas, *parsed}) == 400);
  CHECK(ws.change("uninstall", id, {*parsed}) == 400);
  CHECK(ws.outline(id) == "");
}

TEST_CASE("libraries: every kind of library is taken", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.running_cluster();
  const auto good =
      GENERATE(as<std::string>{}, R"({"jar":"/Volumes/a/b/c.jar"})", R"({"whl":"dbfs:/a.wheelhouse.zip"})",
               R"({"whl":"abfss://c@h/a-1.0-py3-none-any.whl"})", R"({"requirements":"/Volumes/a/b/r.txt"})",
               R"({"pypi":{"package":"a","repo":"https://r"}})",
               R"({"maven":{"coordinates":"org.jsoup:jsoup:1.7.2","repo":"https://r","exclusions":["x:y"]}})",
               R"({"cran":{"package":"ada"}})");
  const auto parsed = parse_json(good);
  REQUIRE(parsed);
  ws.install(id, {*parsed});
  CHECK(ws.statuses(id)["library_statuses"][0]["library"].dump() == good);
}

TEST_CASE("libraries: bad requests", "[emulator][libraries]") {
  LibraryFixture ws;
  const auto id = ws.create_cluster();
  const auto refused = [](const emulator::Reply& reply, const std::string& text) {
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find(text) != std::string::npos);
  };
  refused(ws.get("libraries/cluster-status"), "Missing required field: cluster_id");
  refused(ws.get("libraries/cluster-status?cluster_id=x"), "Cluster x does not exist");
  refused(ws.post("libraries/install", {{"cluster_id", "x"}, {"libraries", Json::array({k_jar})}}),
          "Cluster x does not exist");
  refused(ws.post("libraries/uninstall", {{"cluster_id", "x"}, {"libraries", Json::array({k_jar})}}),
          "Cluster x does not exist");
  refused(ws.post("libraries/install", {{"libraries", Json::array({k_jar})}}), "Missing required field: cluster_id");
  refused(ws.post("libraries/install", {{"cluster_id", id}}), "Missing required field: libraries");
  refused(ws.post("libraries/install", {{"cluster_id", id}, {"libraries", Json::array()}}), "libraries");
  refused(ws.post("libraries/install", {{"cluster_id", id}, {"libraries", k_jar}}), "Expected 'LIST'");
}
