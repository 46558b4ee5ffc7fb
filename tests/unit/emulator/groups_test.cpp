#include <catch2/catch.hpp>

#include "support/identity_fixture.hpp"

using namespace dbc;
using dbc::test::IdentityFixture;

TEST_CASE("groups: the older API works on the same groups as SCIM", "[emulator][groups]") {
  IdentityFixture ws;
  ws.add_user("ann@x.org");
  const auto robot = ws.add_robot("robot");
  CHECK(ws.post("groups/create", {{"group_name", "team"}}).body == R"({"group_name":"team"})");
  CHECK(ws.post("groups/create", {{"group_name", "crew"}}).status == 200);
  CHECK(ws.get("groups/list").body == R"({"group_names":["admins","users","team","crew"]})");
  CHECK(ws.get("groups/list-members?group_name=team").body == "{}");
  for (const Json& member : {Json{{"user_name", "ann@x.org"}}, Json{{"group_name", "crew"}},
                             Json{{"user_name", robot.application_id}}, Json{{"group_name", "crew"}}}) {
    Json request{{"parent_name", "team"}};
    request.update(member);
    CHECK(ws.post("groups/add-member", request).body == "{}");
  }
  CHECK(ws.get("groups/list-members?group_name=team").body ==
        R"({"members":[{"user_name":"ann@x.org"},{"user_name":")" + robot.application_id +
            R"("},{"group_name":"crew"}]})");
  CHECK(ws.get("groups/list-parents?user_name=ann@x.org").body == R"({"group_names":["users","team"]})");
  CHECK(ws.get("groups/list-parents?group_name=crew").body == R"({"group_names":["team"]})");
  CHECK(ws.get("groups/list-parents?group_name=team").body == "{}");
  const Json removal{{"parent_name", "team"}, {"user_name", "ann@x.org"}};
  CHECK(ws.post("groups/remove-member", removal).body == "{}");
  CHECK(ws.post("groups/remove-member", removal).body == "{}");
  CHECK(ws.post("groups/delete", {{"group_name", "crew"}}).body == "{}");
  CHECK(ws.scim_body(200, "GET", "Groups?filter=displayName%20eq%20team")["Resources"][0]["members"].size() == 1);
}

TEST_CASE("groups: what is wrong is refused", "[emulator][groups]") {
  IdentityFixture ws;
  ws.add_group("team");
  const std::vector<std::tuple<std::string, std::string, std::string, int, std::string>> cases{
      {"POST", "create", R"({"group_name":"team"})", 400, "RESOURCE_ALREADY_EXISTS"},
      {"POST", "create", R"({"group_name":"users"})", 400, "RESOURCE_ALREADY_EXISTS"},
      {"POST", "create", "{}", 400, "Missing required field: group_name"},
      {"POST", "create", R"({"group_name":"a\tb"})", 400, "control characters"},
      {"POST", "delete", R"({"group_name":"nope"})", 404, "Group nope does not exist."},
      {"POST", "delete", R"({"group_name":"admins"})", 400, "built in"},
      {"GET", "list-members?group_name=nope", "", 404, "RESOURCE_DOES_NOT_EXIST"},
      {"GET", "list-members", "", 400, "Missing required field: group_name"},
      {"GET", "list-parents", "", 400, "Exactly one of user_name and group_name"},
      {"GET", "list-parents?user_name=nope", "", 404, "User nope does not exist."},
      {"POST", "add-member", R"({"parent_name":"team"})", 400, "Exactly one of"},
      {"POST", "add-member", R"({"parent_name":"team","user_name":"a","group_name":"b"})", 400, "Exactly one of"},
      {"POST", "add-member", R"({"parent_name":"nope","group_name":"team"})", 404, "Group nope does not exist."},
      {"POST", "add-member", R"({"parent_name":"team","group_name":"team"})", 400, "cannot contain"},
      {"POST", "remove-member", R"({"parent_name":"admins","user_name":"admin@localhost"})", 400, "owner"},
  };
  for (const auto& [verb, path, body, status, text] : cases) {
    const auto reply = ws.call(verb, "/api/2.0/groups/" + path, body);
    INFO(path << " " << body << " " << reply.body);
    CHECK(reply.status == status);
    CHECK(reply.body.find(text) != std::string::npos);
  }
}

TEST_CASE("groups: only admins use them", "[emulator][groups]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  CHECK(ws.as(robot.token, "GET", "/api/2.0/groups/list").status == 403);
  CHECK(ws.as(robot.token, "POST", "/api/2.0/groups/create", {{"group_name", "g"}}).status == 403);
}
