#include <catch2/catch.hpp>

#include "emulator/identity/principal.hpp"
#include "emulator/store/token_repository.hpp"
#include "support/identity_fixture.hpp"

using namespace dbc;
using dbc::test::IdentityFixture;
using namespace std::chrono_literals;

namespace {

constexpr const char* k_me = "/api/2.0/preview/scim/v2/Me";

Json make_token(IdentityFixture& ws, const Json& request = Json::object()) {
  return ws.body_of(ws.post("token/create", request));
}

/// Puts tokens of the owner straight into the database, at once.
void add_tokens(IdentityFixture& ws, int count) {
  auto store = emulator::Store::open(ws.folder.path() / "ws");
  REQUIRE(store);
  auto transaction = (*store)->begin_write();
  REQUIRE(transaction);
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(i);
    REQUIRE(emulator::TokenRepository(*transaction).insert({.id = id, .hash = id, .owner_id = emulator::k_owner_id}));
  }
  REQUIRE(transaction->commit());
}

std::string id_of(const Json& made) { return made.at("token_info").at("token_id"); }
std::string value_of(const Json& made) { return made.at("token_value"); }

}  // namespace

TEST_CASE("tokens: a token lets its maker in until it is deleted", "[emulator][tokens]") {
  IdentityFixture ws;
  CHECK(ws.get("token/list").body == "{}");
  const Json made = make_token(ws, {{"comment", "for CI"}});
  CHECK_THAT(value_of(made), Catch::Matches("dapi[0-9a-f]{32}"));
  CHECK_THAT(id_of(made), Catch::Matches("[0-9a-f]{64}"));
  CHECK(made["token_info"]["expiry_time"] == -1);
  CHECK(made["token_info"]["creation_time"] == to_epoch_millis(ws.clock.now()));
  CHECK(ws.as(value_of(made), "GET", k_me).body.find("admin@localhost") != std::string::npos);
  const Json listed = ws.body_of(ws.get("token/list"));
  CHECK(listed["token_infos"] == Json::array({made["token_info"]}));
  CHECK(listed.dump().find(value_of(made)) == std::string::npos);
  CHECK(ws.post("token/delete", {{"token_id", id_of(made)}}).body == "{}");
  CHECK(ws.as(value_of(made), "GET", k_me).status == 403);
  const auto again = ws.post("token/delete", {{"token_id", id_of(made)}});
  CHECK(again.status == 404);
  CHECK(again.body.find("Token with id " + id_of(made) + " does not exist") != std::string::npos);
}

TEST_CASE("tokens: what another process changes counts at the next request", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  auto other = emulator::Workspace::open(
      {.folder = ws.folder.path() / "ws", .clock = &ws.clock, .launcher = &emulator::unexecuted_runs()});
  REQUIRE(other);
  const auto change = [&](const std::string& method, const std::string& path, const Json& body = Json()) {
    const auto reply =
        (*other)->handle({.method = method, .target = ws.k_scim + path, .body = body.is_null() ? "" : body.dump()},
                         emulator::Door::embedded);
    INFO(reply.body);
    REQUIRE(reply.status / 100 == 2);
  };
  const auto patch = [](const std::string& op, const std::string& path, const Json& value) {
    return Json{{"Operations", Json::array({{{"op", op}, {"path", path}, {"value", value}}})}};
  };
  const auto status = [&] { return ws.as(robot.token, "GET", "/api/2.0/token-management/tokens").status; };
  const std::string admins = "Groups/" + std::to_string(emulator::k_admins_id);
  const std::string self = "ServicePrincipals/" + robot.id;
  CHECK(status() == 403);
  CHECK(status() == 403);
  change("PATCH", admins, patch("add", "members", Json::array({{{"value", robot.id}}})));
  CHECK(status() == 200);
  CHECK(status() == 200);
  change("PATCH", admins,
         {{"Operations", Json::array({{{"op", "remove"}, {"path", "members[value eq \"" + robot.id + "\"]"}}})}});
  CHECK(status() == 403);
  CHECK(ws.as(robot.token, "GET", k_me).status == 200);
  change("PATCH", self, patch("replace", "active", false));
  CHECK(ws.as(robot.token, "GET", k_me).status == 403);
  change("PATCH", self, patch("replace", "active", true));
  CHECK(ws.as(robot.token, "GET", k_me).status == 200);
  change("DELETE", self);
  CHECK(ws.as(robot.token, "GET", k_me).status == 403);
}

TEST_CASE("tokens: a group inside admins makes admins as long as it is there", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const auto group = ws.add_group("inner", {robot.id});
  const auto status = [&] { return ws.as(robot.token, "GET", "/api/2.0/token-management/tokens").status; };
  CHECK(status() == 403);
  const Json add{{"Operations",
                  Json::array({{{"op", "add"}, {"path", "members"}, {"value", Json::array({{{"value", group}}})}}})}};
  ws.scim_body(200, "PATCH", "Groups/" + std::to_string(emulator::k_admins_id), add);
  CHECK(status() == 200);
  REQUIRE(ws.scim("DELETE", "Groups/" + group).status == 204);
  CHECK(status() == 403);
}

TEST_CASE("tokens: they expire by the workspace's clock", "[emulator][tokens]") {
  IdentityFixture ws;
  const Json made = make_token(ws, {{"lifetime_seconds", 60}});
  CHECK(made["token_info"]["expiry_time"] == to_epoch_millis(ws.clock.now() + 60s));
  ws.clock.advance(59s);
  CHECK(ws.as(value_of(made), "GET", k_me).status == 200);
  ws.clock.advance(1s);
  const auto late = ws.as(value_of(made), "GET", k_me);
  CHECK(late.status == 403);
  CHECK(late.body.find(R"("error_code":"403")") != std::string::npos);
  CHECK(late.body.find("Access token expired") != std::string::npos);
  CHECK(ws.get("token/list").body == "{}");
}

TEST_CASE("tokens: bad requests are refused", "[emulator][tokens]") {
  IdentityFixture ws;
  const std::vector<std::tuple<std::string, std::string, int, std::string>> cases{
      {"token/create", R"({"lifetime_seconds":0})", 400, "INVALID_PARAMETER_VALUE"},
      {"token/create", R"({"lifetime_seconds":-5})", 400, "INVALID_PARAMETER_VALUE"},
      {"token/create", R"({"lifetime_seconds":9223372036854775807})", 400, "INVALID_PARAMETER_VALUE"},
      {"token/create", R"({"lifetime_seconds":"soon"})", 400, "MALFORMED_REQUEST"},
      {"token/create", R"({"comment":{}})", 400, "MALFORMED_REQUEST"},
      {"token/create", R"({"scopes":["sql"]})", 501, "NOT_IMPLEMENTED"},
      {"token/delete", "{}", 400, "Missing required field: token_id"},
      {"token/delete", R"({"token_id":"server"})", 404, "RESOURCE_DOES_NOT_EXIST"},
      {"token-management/on-behalf-of/tokens", R"({"application_id":"x"})", 404, "RESOURCE_DOES_NOT_EXIST"},
  };
  for (const auto& [path, body, status, code] : cases) {
    REQUIRE(ws.workspace->set_token("secret"));
    const auto reply = ws.call("POST", "/api/2.0/" + path, body);
    INFO(body << reply.body);
    CHECK(reply.status == status);
    CHECK(reply.body.find(code) != std::string::npos);
    CHECK(ws.as("secret", "GET", k_me).status == 200);
  }
}

TEST_CASE("tokens: the comment changes, and nothing else", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto id = id_of(make_token(ws, {{"comment", "old"}}));
  const auto change = [&](const Json& body) { return ws.call("PATCH", "/api/2.0/token/" + id, body.dump()); };
  CHECK(ws.body_of(change({{"token", {{"comment", "new"}}}, {"update_mask", "comment"}})).at("comment") == "new");
  CHECK(ws.body_of(ws.get("token/list"))["token_infos"][0]["comment"] == "new");
  CHECK(change({{"token", {{"comment", "x"}}}}).status == 400);
  CHECK(change({{"update_mask", "comment"}}).status == 400);
  CHECK(change({{"token", Json::object()}, {"update_mask", "expiry_time"}}).status == 400);
  CHECK(change({{"token", Json::object()}, {"update_mask", "scopes"}}).status == 501);
}

TEST_CASE("tokens: nobody has more than 600", "[emulator][tokens]") {
  IdentityFixture ws;
  add_tokens(ws, 599);
  CHECK(ws.post("token/create", {{"lifetime_seconds", 1}}).status == 200);
  const auto refusal = ws.post("token/create", Json::object());
  CHECK(refusal.status == 400);
  CHECK(refusal.body.find("QUOTA_EXCEEDED") != std::string::npos);
  ws.clock.advance(2s);
  CHECK(ws.post("token/create", Json::object()).status == 200);
}

TEST_CASE("tokens: admins manage everybody's", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const Json own = *parse_json(ws.as(robot.token, "POST", "/api/2.0/token/create", {{"comment", "own"}}).body);
  make_token(ws, {{"comment", "owner's"}});
  const Json all = ws.body_of(ws.get("token-management/tokens"));
  REQUIRE(all["token_infos"].size() == 3);
  const Json on_behalf = all["token_infos"][0];
  CHECK(on_behalf["created_by_username"] == "admin@localhost");
  CHECK(on_behalf["created_by_id"] == 1000000000000001);
  CHECK(std::to_string(on_behalf["owner_id"].get<std::int64_t>()) == robot.id);
  CHECK(on_behalf["workspace_id"].is_number());
  CHECK(on_behalf["last_used_day"].get<std::int64_t>() % (24 * 3600 * 1000) == 0);
  const auto filtered = ws.body_of(ws.get("token-management/tokens?created_by_username=" + robot.application_id));
  REQUIRE(filtered["token_infos"].size() == 1);
  CHECK(filtered["token_infos"][0]["comment"] == "own");
  CHECK(ws.body_of(ws.get("token-management/tokens?created_by_id=" + robot.id))["token_infos"].size() == 1);
  CHECK(ws.get("token-management/tokens?created_by_id=7").body == "{}");
  const std::string path = "/api/2.0/token-management/tokens/" + id_of(own);
  CHECK(ws.body_of(ws.call("GET", path))["token_info"]["comment"] == "own");
  CHECK(ws.body_of(ws.call("PATCH", path, R"({"token":{"comment":"c"},"update_mask":"comment"})"))["comment"] == "c");
  CHECK(ws.call("DELETE", path).body == "{}");
  CHECK(ws.call("DELETE", path).status == 404);
  CHECK(ws.as(value_of(own), "GET", k_me).status == 403);
}

TEST_CASE("tokens: others than admins see only their own", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const auto owners = id_of(make_token(ws));
  CHECK(ws.as(robot.token, "GET", "/api/2.0/token-management/tokens").status == 403);
  CHECK(ws.as(robot.token, "POST", "/api/2.0/token/delete", {{"token_id", owners}}).status == 404);
  const Json own = *parse_json(ws.as(robot.token, "GET", "/api/2.0/token/list").body);
  CHECK(own["token_infos"].size() == 1);
}

TEST_CASE("tokens: they end with their owner", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const Json off{{"Operations", Json::array({{{"op", "replace"}, {"path", "active"}, {"value", false}}})}};
  CHECK(ws.scim("PATCH", "ServicePrincipals/" + robot.id, off).status == 200);
  CHECK(ws.as(robot.token, "GET", k_me).status == 403);
  CHECK(ws.scim("DELETE", "ServicePrincipals/" + robot.id).status == 204);
  CHECK(ws.as(robot.token, "GET", k_me).status == 403);
  CHECK(ws.get("token-management/tokens").body == "{}");
}

TEST_CASE("tokens: the workspace may limit or forbid them", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto configure = [&](const Json& body) { return ws.call("PATCH", "/api/2.0/workspace-conf", body.dump()); };
  CHECK(configure({{"maxTokenLifetimeDays", "2"}}).status == 200);
  CHECK(make_token(ws)["token_info"]["expiry_time"] == to_epoch_millis(ws.clock.now() + 48h));
  CHECK(ws.post("token/create", {{"lifetime_seconds", 48 * 3600 + 1}}).status == 400);
  CHECK(configure({{"enableTokensConfig", "false"}}).status == 200);
  const auto refusal = ws.post("token/create", Json::object());
  CHECK(refusal.status == 404);
  CHECK(refusal.body.find("FEATURE_DISABLED") != std::string::npos);
}

TEST_CASE("tokens: a token tells its workspace", "[emulator][tokens]") {
  IdentityFixture ws;
  const Json told = ws.body_of(ws.get("tokens/introspect"));
  CHECK(told["principal_context"]["authentication_scope"]["workspace_id"].is_number());
}

TEST_CASE("tokens: an admin has tokens of others made, and nobody else", "[emulator][tokens]") {
  IdentityFixture ws;
  const auto id = ws.add_user("bob@example.com");
  const auto robot = ws.add_robot("bot");
  const auto make = [&](const Json& request) { return ws.call("POST", "/_internal/tokens", request.dump()); };
  const Json made = ws.body_of(make({{"user_name", "bob@example.com"}, {"lifetime_seconds", 60}}));
  CHECK(ws.body_of(ws.as(value_of(made), "GET", k_me)).at("userName") == "bob@example.com");
  CHECK(ws.body_of(ws.as(value_of(made), "GET", "/api/2.0/token/list"))["token_infos"].size() == 1);
  const Json of_robot = ws.body_of(make({{"user_name", robot.application_id}}));
  CHECK(ws.body_of(ws.as(value_of(of_robot), "GET", k_me)).at("userName") == robot.application_id);

  CHECK(ws.as(value_of(made), "POST", "/_internal/tokens", {{"user_name", "admin@localhost"}}).status == 403);
  CHECK(ws.workspace->handle({.method = "POST", .target = "/_internal/tokens", .body = "{}"}, emulator::Door::http)
            .status == 401);
  CHECK(make(Json::object()).status == 400);
  CHECK(make({{"user_name", "eve@example.com"}}).status == 404);
  CHECK(make({{"user_name", "users"}}).status == 404);
  CHECK(make({{"user_name", "bob@example.com"}, {"lifetime_seconds", 0}}).status == 400);
  ws.clock.advance(61s);
  CHECK(ws.as(value_of(made), "GET", k_me).status == 403);
  REQUIRE(ws.scim("PATCH", "Users/" + id,
                  {{"schemas", {"urn:ietf:params:scim:api:messages:2.0:PatchOp"}},
                   {"Operations", {{{"op", "replace"}, {"path", "active"}, {"value", false}}}}})
              .status < 300);
  CHECK(make({{"user_name", "bob@example.com"}}).status == 404);
}
