#include "dbc/emulator/coverage.hpp"

#include <catch2/catch.hpp>
#include <regex>

#include "dbc/catalog/catalog.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::WorkspaceFixture;

TEST_CASE("api: every endpoint of the catalogue is served or says that it is not", "[emulator][api]") {
  WorkspaceFixture fixture;
  const std::regex parameter(R"(\{[^}]*\})");
  std::size_t served = 0;
  for (const auto& endpoint : catalog::endpoints()) {
    const std::string target = std::regex_replace(std::string(endpoint.path), parameter, "/x");
    const Reply reply = fixture.call(std::string(endpoint.verb), target);
    INFO(endpoint.verb << " " << target << " " << reply.body.substr(0, 300));
    CHECK(reply.body.find("ENDPOINT_NOT_FOUND") == std::string::npos);
    CHECK((reply.status != 404 || endpoint.verb != "HEAD"));
    CHECK(reply.status != 500);
    if (reply.status == 501)
      CHECK((reply.body.find("NOT_IMPLEMENTED") != std::string::npos || endpoint.verb == "HEAD"));
    else
      ++served;
  }
  CHECK(served >= 57);
}

TEST_CASE("api: coverage counts an endpoint as served only where some request to it is", "[emulator][api]") {
  WorkspaceFixture fixture;
  CHECK(fixture.get("permissions/sql/queries/x").status == 501);
  CHECK(fixture.get("permissions/sql/anything/x/permissionLevels").status == 501);
  std::size_t seen = 0;
  for (const auto& [endpoint, is_served] : coverage()) {
    if (!endpoint->path.starts_with("/api/2.0/permissions/sql/")) continue;
    INFO(endpoint->path);
    CHECK_FALSE(is_served);
    ++seen;
  }
  CHECK(seen >= 4);
}

TEST_CASE("api: common cluster files of every cloud are accepted", "[emulator][api]") {
  WorkspaceFixture fixture;
  const auto node = GENERATE(as<std::string>{}, "Standard_DS3_v2", "Standard_E8s_v3", "Standard_D4ds_v5",
                             "Standard_F4s", "Standard_L8s_v2", "Standard_NC6s_v3", "i3.xlarge", "m5.large",
                             "r5d.4xlarge", "g4dn.xlarge", "n1-standard-4");
  const auto runtime = GENERATE(as<std::string>{}, "7.3.x-scala2.12", "10.4.x-photon-scala2.12",
                                "12.2.x-cpu-ml-scala2.12", "16.4.x-scala2.13");
  const auto id =
      fixture.create_cluster({{"node_type_id", node}, {"spark_version", runtime}, {"spark_conf", {{"a", true}}}});
  CHECK(fixture.cluster(id)["spark_conf"]["a"] == "true");
}
