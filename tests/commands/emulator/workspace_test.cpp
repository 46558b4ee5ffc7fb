#include <catch2/catch.hpp>

#include "dbc/base/json.hpp"
#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

const std::string k_cluster =
    R"({"cluster_name":"nightly","spark_version":"15.4.x-scala2.12","node_type_id":"Standard_DS3_v2","num_workers":2})";

/// The embedded workspace `demo` with one cluster.
struct DemoFixture : CommandFixture {
  DemoFixture() {
    environment.erase("DATABRICKS_HOST");
    REQUIRE(run({"configure", "--local", "demo"}).exit_code == 0);
    REQUIRE(run({"clusters", "create", "--json", k_cluster}).exit_code == 0);
  }
  std::string clusters() { return run({"clusters", "list"}).out; }
};

}  // namespace

TEST_CASE("emulator reset: a person is asked, a script must say yes", "[commands][emulator]") {
  DemoFixture dbc;
  const auto script = dbc.run({"emulator", "reset", "demo"});
  CHECK(script.exit_code == 1);
  CHECK(script.err.find("--yes") != std::string::npos);
  dbc.use_terminal();
  dbc.type({"n"});
  CHECK(dbc.run({"emulator", "reset", "demo"}).exit_code == 1);
  CHECK(dbc.clusters().find("nightly") != std::string::npos);
  dbc.type({"y"});
  const auto done = dbc.run({"emulator", "reset", "demo"});
  CHECK(done.exit_code == 0);
  CHECK(done.err.find("will be lost. Go on?") != std::string::npos);
  CHECK(dbc.clusters().find("nightly") == std::string::npos);
}

TEST_CASE("emulator reset: with a seed, and what cannot be reset", "[commands][emulator]") {
  DemoFixture dbc;
  CHECK(dbc.run({"emulator", "reset", "demo", "--yes", "--seed", "starter", "--seed-ids", "3"}).exit_code == 0);
  const auto jobs = dbc.run({"jobs", "list"}).out;
  CHECK(jobs.find("daily-summary") != std::string::npos);
  CHECK(dbc.run({"emulator", "reset", "demo", "--yes", "--seed", "starter", "--seed-ids", "3"}).exit_code == 0);
  CHECK(dbc.run({"jobs", "list"}).out == jobs);
  CHECK(dbc.run({"emulator", "reset", "none", "--yes"}).err.find("there is no workspace") != std::string::npos);
  CHECK(dbc.run({"emulator", "reset", "demo", "--yes", "--seed", "none"}).exit_code == 1);
  CHECK(dbc.run({"emulator", "reset", "demo", "--yes", "--seed-ids", "-1"}).exit_code == 2);
  CHECK(dbc.run({"emulator", "reset", "demo", "--yes", "--data-dir", "x"}).exit_code == 2);
  CHECK(dbc.run({"jobs", "list"}).out == jobs);
}

TEST_CASE("emulator snapshot: save, list, load and delete", "[commands][emulator]") {
  DemoFixture dbc;
  CHECK(dbc.run({"emulator", "snapshot", "list", "--workspace", "demo"}).out.empty());
  CHECK(dbc.run({"emulator", "snapshot", "save", "one", "--workspace", "demo"}).out.find("Saved 'one'") == 0);
  CHECK(dbc.run({"emulator", "snapshot", "save", "one", "--workspace", "demo"}).exit_code == 1);
  CHECK(dbc.run({"emulator", "snapshot", "save", "one", "--overwrite", "--workspace", "demo"}).exit_code == 0);
  CHECK(dbc.run({"emulator", "snapshot", "list", "--workspace", "demo"}).out.find("one     2023-11-14T22:13:20.000Z") !=
        std::string::npos);
  const auto json = dbc::parse_json(dbc.run({"emulator", "snapshot", "list", "--workspace", "demo", "-o", "json"}).out);
  REQUIRE(json);
  CHECK(json->at("snapshots").at(0).at("name") == "one");
  REQUIRE(dbc.run({"emulator", "reset", "demo", "--yes"}).exit_code == 0);
  CHECK(dbc.clusters().find("nightly") == std::string::npos);
  CHECK(dbc.run({"emulator", "snapshot", "load", "one", "--workspace", "demo"}).exit_code == 0);
  CHECK(dbc.clusters().find("nightly") != std::string::npos);
  CHECK(dbc.run({"emulator", "snapshot", "delete", "one", "--workspace", "demo"}).exit_code == 0);
  const auto gone = dbc.run({"emulator", "snapshot", "load", "one", "--workspace", "demo"});
  CHECK(gone.exit_code == 1);
  CHECK(gone.err.find("there is no snapshot 'one'") != std::string::npos);
}

TEST_CASE("emulator log: the requests of the embedded door, newest last", "[commands][emulator]") {
  DemoFixture dbc;
  CHECK(dbc.run({"clusters", "get", "--cluster-id", "none"}).exit_code == 1);
  const auto all = dbc.run({"emulator", "log", "--workspace", "demo"});
  CHECK(all.exit_code == 0);
  CHECK(all.out.find("200") != std::string::npos);
  CHECK(all.out.find("admin@localhost (embedded)  POST /api/2.0/clusters/create  POST /api/2.0/clusters/create\n") !=
        std::string::npos);
  CHECK(all.out.find("INVALID_PARAMETER_VALUE: Cluster none does not exist") != std::string::npos);
  const auto last = dbc.run({"emulator", "log", "--workspace", "demo", "-n", "1", "--output", "json"});
  const auto json = dbc::parse_json(last.out);
  REQUIRE(json);
  REQUIRE(json->at("requests").size() == 1);
  const auto& entry = json->at("requests").at(0);
  CHECK(entry.at("path") == "/api/2.0/clusters/get");
  CHECK(entry.at("status") == 400);
  CHECK(entry.at("door") == "embedded");
  CHECK(entry.at("error_code") == "INVALID_PARAMETER_VALUE");
  CHECK(dbc.run({"emulator", "log", "--workspace", "demo", "-n", "0"}).out.empty());
  CHECK(dbc.run({"emulator", "log", "--workspace", "demo", "-n", "x"}).exit_code == 2);
  const auto nowhere = dbc.run({"emulator", "log", "--workspace", "none"});
  CHECK(nowhere.exit_code == 1);
  CHECK(nowhere.err.find("there is no workspace in ") != std::string::npos);
  CHECK(nowhere.err.find("`dbc emulator start` makes one") != std::string::npos);
  std::filesystem::path ring;
  for (const auto& file : std::filesystem::recursive_directory_iterator(dbc.home()))
    if (file.path().filename() == "requests.ring") ring = file.path();
  REQUIRE(std::filesystem::remove(ring));
  const auto lost = dbc.run({"emulator", "log", "--workspace", "demo"});
  CHECK(lost.exit_code == 1);
  CHECK(lost.err.find("keeps no log: requests.ring is not there") != std::string::npos);
  CHECK(lost.err.find("The next command that uses the workspace makes it") != std::string::npos);
}
