#include <catch2/catch.hpp>

#include "support/identity_fixture.hpp"

using namespace dbc;
using dbc::test::IdentityFixture;

TEST_CASE("workspace-conf: switches are null until they are set", "[emulator][settings]") {
  IdentityFixture ws;
  const std::string path = "/api/2.0/workspace-conf";
  const auto get = [&] { return ws.call("GET", path + "?keys=enableIpAccessLists,maxTokenLifetimeDays").body; };
  CHECK(get() == R"({"enableIpAccessLists":null,"maxTokenLifetimeDays":null})");
  CHECK(ws.call("PATCH", path, R"({"enableIpAccessLists":"true","maxTokenLifetimeDays":"90"})").body == "{}");
  CHECK(get() == R"({"enableIpAccessLists":"true","maxTokenLifetimeDays":"90"})");
  CHECK(ws.call("PATCH", path, R"({"enableIpAccessLists":false,"maxTokenLifetimeDays":""})").body == "{}");
  CHECK(get() == R"({"enableIpAccessLists":"false","maxTokenLifetimeDays":""})");
}

TEST_CASE("workspace-conf: what is wrong is refused whole", "[emulator][settings]") {
  IdentityFixture ws;
  const std::vector<std::tuple<std::string, std::string, std::string, std::string>> cases{
      {"GET", "", "", "Missing required field: keys"},
      {"GET", "?keys=enableDcs,a,b", "", R"(Invalid keys: [\"a\",\"b\"])"},
      {"PATCH", "", R"({"enableDcs":"true","shoe":"42"})", R"(Invalid keys: [\"shoe\"])"},
      {"PATCH", "", R"({"enableDcs":"true","enableGp3":"maybe"})", "Some values are not allowed"},
      {"PATCH", "", R"({"enableDcs":"true","maxTokenLifetimeDays":"many"})", "Some values are not allowed"},
      {"PATCH", "", R"({"enableDcs":{}})", "Some values are not allowed"},
  };
  for (const auto& [verb, query, body, text] : cases) {
    const auto reply = ws.call(verb, "/api/2.0/workspace-conf" + query, body);
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find(text) != std::string::npos);
    CHECK(ws.get("workspace-conf?keys=enableDcs").body == R"({"enableDcs":null})");
  }
}

TEST_CASE("workspace-conf: only admins change it", "[emulator][settings]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  CHECK(ws.as(robot.token, "PATCH", "/api/2.0/workspace-conf", {{"enableDcs", "true"}}).status == 403);
  CHECK(ws.as(robot.token, "GET", "/api/2.0/workspace-conf?keys=enableDcs").status == 200);
}
