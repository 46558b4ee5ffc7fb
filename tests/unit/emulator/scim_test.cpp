#include <catch2/catch.hpp>

#include "support/identity_fixture.hpp"

using namespace dbc;
using dbc::test::IdentityFixture;

namespace {

constexpr const char* k_owner = "1000000000000001";
constexpr const char* k_admins = "1000000000000002";
constexpr const char* k_users = "1000000000000003";

std::vector<std::string> all(const Json& list, const char* member) {
  std::vector<std::string> values;
  for (const Json& each : list) values.push_back(each.at(member));
  return values;
}

Json patch(const Json& operations) {
  return {{"schemas", Json::array({"urn:ietf:params:scim:api:messages:2.0:PatchOp"})}, {"Operations", operations}};
}

Json one_patch(const std::string& op, const std::string& path, const Json& value = Json()) {
  Json operation{{"op", op}, {"path", path}};
  if (!value.is_null()) operation["value"] = value;
  return patch(Json::array({operation}));
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("scim: a new user has a home with a Trash, and other principals have none yet", "[emulator][scim]") {
  IdentityFixture ws;
  ws.add_user("ann@x.org");
  ws.add_group("team");
  ws.add_robot("robot");
  CHECK(ws.scim("POST", "Users", {{"userName", "ann@x.org"}}).status == 409);
  const Json homes = ws.body_of(ws.get("workspace/list?path=/Users")).at("objects");
  CHECK(all(homes, "path") == Texts{"/Users/admin@localhost", "/Users/ann@x.org"});
  const Json home = ws.body_of(ws.get("workspace/list?path=/Users/ann@x.org")).at("objects");
  CHECK(all(home, "path") == Texts{"/Users/ann@x.org/Trash"});
  ws.add_user("slash/ed@x.org");
  std::string long_name;
  while (long_name.size() < 300) long_name += "ü";
  CHECK(ws.scim("POST", "Users", {{"userName", long_name + "@x.org"}}).status < 500);
  CHECK(ws.body_of(ws.get("workspace/list?path=/Users")).at("objects").size() == 2);
}

TEST_CASE("scim: the owner is who calls", "[emulator][scim]") {
  IdentityFixture ws;
  const Json me = ws.scim_body(200, "GET", "Me");
  CHECK(me.dump() ==
        R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",)"
        R"("urn:ietf:params:scim:schemas:extension:workspace:2.0:User"],"id":"1000000000000001",)"
        R"("userName":"admin@localhost","emails":[{"type":"work","value":"admin@localhost","primary":true}],)"
        R"("displayName":"admin@localhost","active":true,"groups":[)"
        R"({"display":"admins","type":"direct","value":"1000000000000002","$ref":"Groups/1000000000000002"},)"
        R"({"display":"users","type":"direct","value":"1000000000000003","$ref":"Groups/1000000000000003"}]})");
  CHECK(ws.call("GET", "/api/2.0/account/scim/v2/Me").body == me.dump());
  CHECK(ws.scim_body(200, "GET", "Me?attributes=userName").dump().find("emails") == std::string::npos);
}

TEST_CASE("scim: a user lives from create to delete", "[emulator][scim]") {
  IdentityFixture ws;
  const Json made = ws.scim_body(201, "POST", "Users",
                                 {{"userName", "Ann@x.org"},
                                  {"displayName", "Ann"},
                                  {"name", {{"givenName", "Ann"}}},
                                  {"entitlements", Json::array({{{"value", "allow-cluster-create"}}})},
                                  {"externalId", "e1"},
                                  {"unknown", 3}});
  const std::string id = made.at("id");
  CHECK(made.at("active") == true);
  CHECK(all(made.at("groups"), "display") == Texts{"users"});
  CHECK_FALSE(made.contains("roles"));
  CHECK_FALSE(made.contains("unknown"));
  CHECK(ws.scim_body(200, "GET", "Users/" + id) == made);
  const Json changed = ws.scim_body(200, "PUT", "Users/" + id, {{"userName", "ann@X.org"}, {"active", "False"}});
  CHECK(changed.at("userName") == "Ann@x.org");
  CHECK(changed.at("active") == false);
  CHECK(changed.at("displayName") == "Ann@x.org");
  CHECK_FALSE(changed.contains("externalId"));
  CHECK(all(changed.at("groups"), "display") == Texts{"users"});
  CHECK(ws.scim("DELETE", "Users/" + id).status == 204);
  CHECK(ws.scim_body(404, "GET", "Users/" + id).at("detail") == "User with id " + id + " not found.");
  CHECK(ws.add_user("ann@x.org") != id);
}

TEST_CASE("scim: names are unique, and a conflict says so", "[emulator][scim]") {
  IdentityFixture ws;
  ws.add_user("ann@x.org");
  ws.add_group("team");
  const std::string uuid = "12345678-1234-1234-1234-123456789abc";
  ws.scim_body(201, "POST", "ServicePrincipals", {{"applicationId", uuid}});
  const Json user = ws.scim_body(409, "POST", "Users", {{"userName", "ANN@x.org"}});
  CHECK(user.at("detail") == "User with username ANN@x.org already exists.");
  CHECK(user.at("status") == "409");
  CHECK(user.at("schemas")[0] == "urn:ietf:params:scim:api:messages:2.0:Error");
  CHECK(ws.scim_body(409, "POST", "Groups", {{"displayName", "team"}}).at("detail") ==
        "Group with name team already exists.");
  CHECK(ws.scim_body(409, "POST", "ServicePrincipals", {{"applicationId", uuid}}).at("detail") ==
        "Service principal with application ID " + uuid + " already exists");
}

TEST_CASE("scim: the id of an application is shown whatever is asked for", "[emulator][scim]") {
  IdentityFixture ws;
  const Json made = ws.scim_body(201, "POST", "ServicePrincipals", {{"displayName", "robot"}});
  const Json shown =
      ws.scim_body(200, "GET", "ServicePrincipals/" + made.at("id").get<std::string>() + "?attributes=displayName");
  CHECK(shown.at("applicationId") == made.at("applicationId"));
  CHECK(shown.at("displayName") == "robot");
  CHECK_FALSE(shown.contains("active"));
}

TEST_CASE("scim: bad resources are refused and leave nothing", "[emulator][scim]") {
  IdentityFixture ws;
  const std::vector<std::tuple<std::string, std::string, int>> cases{
      {"Users", "{}", 400},
      {"Users", R"({"userName":""})", 400},
      {"Users", R"({"userName":"nobody"})", 400},
      {"Users", R"({"userName":"a b@c"})", 400},
      {"Users", R"({"userName":["a@b"]})", 400},
      {"Users", R"({"userName":"a@b\n"})", 400},
      {"Users", R"({"userName":"a@b","active":"perhaps"})", 400},
      {"Users", R"({"userName":"a@b","emails":"a@b"})", 400},
      {"Users", R"({"userName":"a@b","emails":[{"type":"work"}]})", 400},
      {"Users", R"({"userName":"a@b","name":"Ann"})", 400},
      {"Users", R"({"userName":"a@b","entitlements":[{"value":"fly"}]})", 400},
      {"Users", R"({"userName":"a@b","groups":[{"value":"99"}]})", 404},
      {"Users", "[]", 400},
      {"Users", "{bad", 400},
      {"Groups", "{}", 400},
      {"Groups", R"({"displayName":"g","members":[{"value":"99"}]})", 404},
      {"Groups", R"({"displayName":"g","members":[{"value":"x"}]})", 404},
      {"Groups", R"({"displayName":"g","members":[{}]})", 400},
      {"ServicePrincipals", R"({"applicationId":"not-a-uuid"})", 400},
  };
  for (const auto& [path, body, status] : cases) {
    INFO(body);
    const auto reply = ws.call("POST", IdentityFixture::k_scim + path, body);
    CHECK(reply.status == status);
    CHECK(reply.content_type == "application/scim+json");
    CHECK(reply.body.find(R"("status":")" + std::to_string(status) + "\"") != std::string::npos);
    CHECK(ws.scim_body(200, "GET", "Users").at("totalResults") == 1);
    CHECK(ws.scim_body(200, "GET", "Groups").at("totalResults") == 2);
  }
}

TEST_CASE("scim: lists are filtered, sorted, paged and projected", "[emulator][scim]") {
  IdentityFixture ws;
  for (const char* name : {"c@x.org", "a@x.org", "B@x.org"}) ws.add_user(name);
  const auto names = [&](const std::string& query) {
    const Json body = ws.scim_body(200, "GET", "Users?" + query);
    CHECK(body.at("itemsPerPage") == (body.contains("Resources") ? body["Resources"].size() : 0));
    return body.contains("Resources") ? all(body["Resources"], "userName") : Texts{};
  };
  CHECK(names("") == Texts{"admin@localhost", "c@x.org", "a@x.org", "B@x.org"});
  CHECK(names("sortBy=userName") == Texts{"a@x.org", "admin@localhost", "B@x.org", "c@x.org"});
  CHECK(names("sortBy=userName&sortOrder=descending&count=2") == Texts{"c@x.org", "B@x.org"});
  CHECK(names("startIndex=4") == Texts{"B@x.org"});
  CHECK(names("startIndex=5").empty());
  CHECK(names("startIndex=-3&count=1") == Texts{"admin@localhost"});
  CHECK(names("count=0").empty());
  CHECK(names("filter=userName%20sw%20%22b%22") == Texts{"B@x.org"});
  CHECK(names("filter=groups.value%20eq%201000000000000002") == Texts{"admin@localhost"});
  const Json beyond = ws.scim_body(200, "GET", "Users?startIndex=9&count=10000");
  CHECK(beyond.at("totalResults") == 4);
  CHECK(beyond.at("startIndex") == 9);
  CHECK_FALSE(beyond.contains("Resources"));
  const Json few = ws.scim_body(200, "GET", "Users?attributes=userName,groups.display&count=1");
  CHECK(few["Resources"][0].dump() ==
        R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",)"
        R"("urn:ietf:params:scim:schemas:extension:workspace:2.0:User"],"id":"1000000000000001",)"
        R"("userName":"admin@localhost","groups":[{"display":"admins"},{"display":"users"}]})");
  const Json less = ws.scim_body(200, "GET", "Groups?excludedAttributes=members,id&filter=displayName%20eq%20'admins'");
  CHECK(less["Resources"][0].at("id") == k_admins);
  CHECK_FALSE(less["Resources"][0].contains("members"));
}

TEST_CASE("scim: bad questions are refused", "[emulator][scim]") {
  IdentityFixture ws;
  const std::vector<std::tuple<std::string, std::string>> cases{
      {"filter=userName", "invalidFilter"}, {"filter=shoe%20eq%203", "invalidFilter"}, {"sortBy=shoe", "invalidPath"},
      {"sortOrder=up", "invalidValue"},     {"startIndex=x", "invalidValue"},          {"count=x", "invalidValue"},
  };
  for (const auto& [query, type] : cases) {
    CHECK(ws.scim_body(400, "GET", "Users?" + query).at("scimType") == type);
  }
}

TEST_CASE("scim: groups hold users and groups, but not themselves", "[emulator][scim]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const auto inner = ws.add_group("inner", {ann});
  const auto outer = ws.add_group("outer", {inner, ann});
  const Json shown = ws.scim_body(200, "GET", "Groups/" + outer);
  CHECK(shown.at("members").dump() == R"([{"display":"ann@x.org","value":")" + ann + R"(","$ref":"Users/)" + ann +
                                          R"("},{"display":"inner","value":")" + inner + R"(","$ref":"Groups/)" +
                                          inner + R"("}])");
  CHECK(shown.at("meta").dump() == R"({"resourceType":"WorkspaceGroup"})");
  CHECK(all(ws.scim_body(200, "GET", "Groups/" + inner).at("groups"), "display") == Texts{"outer"});
  const Json member = Json::array({{{"value", outer}}});
  CHECK(ws.scim_body(400, "PATCH", "Groups/" + inner, one_patch("add", "members", member)).at("status") == "400");
  CHECK(ws.scim("PATCH", "Groups/" + outer, one_patch("add", "members", member)).status == 400);
  const Json renamed = ws.scim_body(200, "PUT", "Groups/" + inner, {{"displayName", "core"}});
  CHECK(renamed.at("displayName") == "core");
  CHECK_FALSE(renamed.contains("members"));
  CHECK(all(renamed.at("groups"), "display") == Texts{"outer"});
  CHECK(ws.scim("PUT", "Groups/" + inner, {{"displayName", "outer"}}).status == 409);
  CHECK(ws.scim("DELETE", "Groups/" + inner).status == 204);
  CHECK(ws.scim_body(404, "DELETE", "Groups/" + inner).at("detail") == "Group with id " + inner + " is not found");
  CHECK(all(ws.scim_body(200, "GET", "Groups/" + outer).at("members"), "display") == Texts{"ann@x.org"});
}

TEST_CASE("scim: patches add, replace and remove", "[emulator][scim]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const auto bob = ws.add_user("bob@x.org");
  const auto group = ws.add_group("team");
  const auto members = [&] {
    const Json shown = ws.scim_body(200, "GET", "Groups/" + group);
    return shown.contains("members") ? all(shown["members"], "value") : Texts{};
  };
  const auto apply = [&](const Json& request) { ws.scim_body(200, "PATCH", "Groups/" + group, request); };
  apply(patch(Json::array({{{"op", "Add"}, {"value", {{"members", Json::array({{{"value", ann}}})}}}}})));
  CHECK(members() == Texts{ann});
  apply(one_patch("add", "members", Json::array({{{"value", ann}}, {{"value", bob}}})));
  CHECK(members() == Texts{ann, bob});
  apply(one_patch("remove", "members[value eq \"" + ann + "\"]"));
  apply(one_patch("remove", "members[value eq \"" + ann + "\"]"));
  CHECK(members() == Texts{bob});
  apply(one_patch("replace", "members", Json::array({{{"value", ann}}})));
  CHECK(members() == Texts{ann});
  apply(one_patch("remove", "members"));
  CHECK(members().empty());
  apply(patch(Json::array(
      {{{"op", "add"}, {"path", "entitlements"}, {"value", Json::array({{{"value", "workspace-access"}}})}},
       {{"op", "add"}, {"path", "roles"}, {"value", Json::array({{{"value", "arn:1"}}, {{"value", "arn:2"}}})}},
       {{"op", "remove"}, {"path", R"(roles[value eq "arn:1"])"}},
       {{"op", "replace"}, {"path", "displayName"}, {"value", "crew"}},
       {{"op", "add"}, {"path", "externalId"}, {"value", "e9"}}})));
  const Json shown = ws.scim_body(200, "GET", "Groups/" + group);
  CHECK(shown.at("displayName") == "crew");
  CHECK(shown.at("entitlements").dump() == R"([{"value":"workspace-access"}])");
  CHECK(shown.at("roles").dump() == R"([{"value":"arn:2"}])");
  CHECK(shown.at("externalId") == "e9");
}

TEST_CASE("scim: an empty element stands for none, and values can be removed", "[emulator][scim]") {
  IdentityFixture ws;
  const Json none = Json::array({{{"value", ""}}});
  const Json made =
      ws.scim_body(201, "POST", "Groups", {{"displayName", "crew"}, {"entitlements", Json::array({Json::object()})}});
  CHECK_FALSE(made.contains("entitlements"));
  const auto apply = [&](const Json& request) {
    return ws.scim_body(200, "PATCH", "Groups/" + made.at("id").get<std::string>(), request);
  };
  const auto values = [](const char* first, const char* second) {
    return Json::array({{{"value", first}}, {{"value", second}}});
  };
  apply(one_patch("add", "entitlements", values("workspace-access", "allow-cluster-create")));
  const Json kept = apply(one_patch("remove", "entitlements", values("allow-cluster-create", "databricks-sql-access")));
  CHECK(kept.at("entitlements").dump() == R"([{"value":"workspace-access"}])");
  CHECK_FALSE(apply(one_patch("replace", "entitlements", none)).contains("entitlements"));
}

TEST_CASE("scim: users are patched, also through their groups", "[emulator][scim]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const auto apply = [&](const Json& request) { return ws.scim_body(200, "PATCH", "Users/" + ann, request); };
  CHECK(apply(one_patch("replace", "active", "False")).at("active") == false);
  CHECK(apply(one_patch("add", "name.givenName", "Ann")).at("name").dump() == R"({"givenName":"Ann"})");
  CHECK(apply(one_patch("replace", R"(emails[type eq "work"].value)", "new@x.org")).at("emails")[0].at("value") ==
        "new@x.org");
  CHECK(all(apply(one_patch("add", "groups", Json::array({{{"value", k_admins}}}))).at("groups"), "display") ==
        Texts{"admins", "users"});
  CHECK(all(apply(one_patch("remove", "groups[display eq \"admins\"]")).at("groups"), "display") == Texts{"users"});
  CHECK(all(apply(one_patch("remove", "groups")).at("groups"), "display") == Texts{"users"});
}

TEST_CASE("scim: bad patches are refused whole", "[emulator][scim]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const std::vector<std::tuple<std::string, std::string>> cases{
      {R"({"op":"fly","path":"active","value":true})", "invalidSyntax"},
      {R"(3)", "invalidSyntax"},
      {R"({"op":"add","path":"active"})", "invalidSyntax"},
      {R"({"op":"add","value":true})", "invalidSyntax"},
      {R"({"op":"remove","path":"roles","value":""})", "invalidValue"},
      {R"({"op":"remove","path":"id","value":"1"})", "mutability"},
      {R"({"op":"remove","value":{"shoes":3}})", "invalidPath"},
      {R"({"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:displayName","value":"x"})", "invalidPath"},
      {R"({"op":"add","path":"emails[type co \"work\" and type eq \"w\"].value","value":"x"})", "noTarget"},
      {R"({"op":"remove"})", "noTarget"},
      {R"({"op":"replace","path":"roles[value eq \"x\"].display","value":"y"})", "noTarget"},
      {R"({"op":"add","path":"shoes","value":3})", "invalidPath"},
      {R"({"op":"add","path":"members","value":[]})", "invalidPath"},
      {R"({"op":"add","path":"active[","value":[]})", "invalidPath"},
      {R"({"op":"add","path":"displayName[value eq 1]","value":[]})", "invalidPath"},
      {R"({"op":"add","path":"roles[","value":[]})", "invalidPath"},
      {R"({"op":"add","path":"roles[value]","value":[]})", "invalidFilter"},
      {R"({"op":"add","path":"roles]x","value":[]})", "invalidPath"},
      {R"({"op":"replace","path":"userName","value":"x@y"})", "mutability"},
      {R"({"op":"replace","path":"id","value":"1"})", "mutability"},
      {R"({"op":"add","path":"roles","value":[{"display":"x"}]})", "invalidValue"},
      {R"({"op":"add","path":"name","value":"x"})", "invalidValue"},
      {R"({"op":"replace","path":"active","value":"maybe"})", "invalidValue"},
      {R"({"op":"add","path":"entitlements","value":[{"value":"fly"}]})", "invalidValue"},
  };
  for (const auto& [operation, type] : cases) {
    INFO(operation);
    const std::string good = R"({"op":"replace","path":"displayName","value":"changed"})";
    const auto reply = ws.call("PATCH", IdentityFixture::k_scim + ("Users/" + ann),
                               R"({"Operations":[)" + good + "," + operation + "]}");
    CHECK(reply.status == 400);
    if (!type.empty()) CHECK(reply.body.find(R"("scimType":")" + type + "\"") != std::string::npos);
    CHECK(ws.scim_body(200, "GET", "Users/" + ann).at("displayName") == "ann@x.org");
    CHECK(ws.scim("PATCH", "Users/" + ann, Json::object()).status == 400);
  }
}

TEST_CASE("scim: the owner and the built-in groups stay what they are", "[emulator][scim]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const auto group = ws.add_group("team");
  const std::string owner = k_owner;
  const std::string admins = k_admins;
  const std::string users = k_users;
  CHECK(ws.scim("DELETE", "Users/" + owner).status == 400);
  CHECK(ws.scim("PATCH", "Users/" + owner, one_patch("replace", "active", false)).status == 400);
  CHECK(ws.scim("PATCH", "Groups/" + admins, one_patch("remove", "members")).status == 400);
  CHECK(ws.scim("PATCH", "Groups/" + users, one_patch("remove", "members[value eq \"" + ann + "\"]")).status == 400);
  CHECK(ws.scim("PATCH", "Groups/" + users, one_patch("add", "members", Json::array({{{"value", group}}}))).status ==
        400);
  CHECK(ws.scim("PATCH", "Groups/" + admins, one_patch("replace", "displayName", "chiefs")).status == 400);
  CHECK(ws.scim("DELETE", "Groups/" + admins).status == 400);
  const Json kept = ws.scim_body(200, "PUT", "Groups/" + admins, {{"displayName", "admins"}});
  CHECK(all(kept.at("members"), "value") == Texts{owner});
  CHECK(ws.scim_body(200, "GET", "Users/" + owner).at("active") == true);
}

TEST_CASE("scim: only admins change the directory, everybody reads it", "[emulator][scim]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const std::string scim = IdentityFixture::k_scim;
  const Json me = *parse_json(ws.as(robot.token, "GET", scim + "Me").body);
  CHECK(me.at("userName") == robot.application_id);
  CHECK(me.at("displayName") == "robot");
  CHECK(ws.as(robot.token, "GET", scim + "Users").status == 200);
  for (const auto& [method, path] :
       {std::pair{"POST", "Users"}, {"PUT", "Users/1"}, {"PATCH", "Groups/1"}, {"DELETE", "ServicePrincipals/1"}}) {
    const auto reply = ws.as(robot.token, method, scim + path, Json::object());
    CHECK(reply.status == 403);
    CHECK(reply.body.find(R"("status":"403")") != std::string::npos);
  }
  ws.scim_body(200, "PATCH", "Groups/" + std::string(k_admins),
               one_patch("add", "members", Json::array({{{"value", ws.add_group("chiefs", {robot.id})}}})));
  CHECK(ws.as(robot.token, "POST", scim + "Users", {{"userName", "new@x.org"}}).status == 201);
}

TEST_CASE("scim: a resource without what it must have is refused", "[emulator][scim]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const auto team = ws.add_group("team");
  const auto check = [&](const std::string& method, const std::string& path, const std::string& attribute) {
    const auto reply = ws.scim(method, path, {{"active", true}});
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find("Required attribute " + attribute + " is missing in the SCIM Object.") != std::string::npos);
    CHECK(reply.body.find(R"("scimType":"invalidValue")") != std::string::npos);
  };
  check("PUT", "Users/" + ann, "userName");
  check("POST", "Users", "userName");
  check("PUT", "Groups/" + team, "displayName");
  CHECK(ws.scim_body(200, "GET", "Users/" + ann).at("active") == true);
}

TEST_CASE("scim: patches are read as identity providers write them", "[emulator][scim]") {
  IdentityFixture ws;
  const auto ann = ws.add_user("ann@x.org");
  const auto bob = ws.add_user("bob@x.org");
  const auto team = ws.add_group("team");
  const std::string user = "urn:ietf:params:scim:schemas:core:2.0:User";
  const auto patch = [&](const std::string& path, const Json& operation) {
    return ws.scim_body(200, "PATCH", path, {{"Operations", Json::array({operation})}});
  };
  CHECK(patch("Users/" + ann,
              {{"op", "replace"}, {"value", {{"id", ann}, {"userName", "Ann@x.org"}, {"displayName", "Ann"}}}})
            .at("displayName") == "Ann");
  CHECK(
      patch("Users/" + ann, {{"op", "Replace"}, {"path", user + ":displayName"}, {"value", "A."}}).at("displayName") ==
      "A.");
  CHECK(patch("Users/" + ann, {{"op", "Add"}, {"path", user + ":name.givenName"}, {"value", "Ann"}})["name"] ==
        Json{{"givenName", "Ann"}});
  CHECK(patch("Users/" + ann, {{"op", "add"}, {"value", {{user, {{"displayName", "B."}}}}}}).at("displayName") == "B.");
  CHECK(patch("Users/" + ann, {{"op", "Add"}, {"path", "emails[type eq \"Home\"].value"}, {"value", "ann@home"}})
            .at("emails")[1] == Json{{"type", "Home"}, {"value", "ann@home"}});
  const Json both = Json::array({{{"value", ann}}, {{"value", bob}}});
  const std::string members = "urn:ietf:params:scim:schemas:core:2.0:Group:members";
  CHECK(patch("Groups/" + team, {{"op", "Add"}, {"path", members}, {"value", both}})["members"].size() == 2);
  const Json left =
      patch("Groups/" + team,
            {{"op", "Remove"}, {"path", "members"}, {"value", Json::array({{{"$ref", nullptr}, {"value", ann}}})}});
  REQUIRE(left["members"].size() == 1);
  CHECK(left["members"][0]["value"] == bob);
  CHECK_FALSE(patch("Groups/" + team, {{"op", "remove"}, {"value", {{"members", Json::array({{{"value", bob}}})}}}})
                  .contains("members"));
  CHECK_FALSE(patch("Users/" + ann, {{"op", "remove"}, {"path", "name.givenName"}, {"value", "Ann"}}).contains("name"));
}
