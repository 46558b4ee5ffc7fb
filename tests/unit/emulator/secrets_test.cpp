#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "emulator/services/secrets/secret_repository.hpp"
#include "support/identity_fixture.hpp"

using namespace dbc;
using dbc::test::IdentityFixture;

namespace {

struct SecretsFixture : IdentityFixture {
  SecretsFixture() { REQUIRE(post("secrets/scopes/create", {{"scope", "prod"}}).body == "{}"); }
  emulator::Reply put(const std::string& key, const std::string& value) {
    return post("secrets/put", {{"scope", "prod"}, {"key", key}, {"string_value", value}});
  }
  emulator::Reply get_value(const std::string& key) { return get("secrets/get?scope=prod&key=" + key); }
  std::filesystem::path key_file() const { return folder.path() / "ws" / "secrets.key"; }
  /// Everything that is on disk of the database.
  std::string database() const {
    std::string bytes;
    for (const char* name : {"workspace.db", "workspace.db-wal"}) {
      const auto content = read_file(folder.path() / "ws" / name);
      if (content) bytes += *content;
    }
    return bytes;
  }
};

/// Puts scopes s<i>, and secrets k<i> of the scope prod, straight into the database, at once.
void fill(SecretsFixture& ws, int from, int to) {
  auto store = emulator::Store::open(ws.folder.path() / "ws");
  REQUIRE(store);
  auto transaction = (*store)->begin_write();
  REQUIRE(transaction);
  emulator::SecretRepository secrets(*transaction);
  for (int i = from; i < to; ++i) {
    REQUIRE(secrets.insert_scope({.name = "s" + std::to_string(i)}));
    REQUIRE(secrets.put("prod", {.key = "k" + std::to_string(i), .sealed = "x"}));
  }
  REQUIRE(transaction->commit());
}

}  // namespace

TEST_CASE("secrets: scopes are made, listed by name and removed", "[emulator][secrets]") {
  IdentityFixture ws;
  CHECK(ws.get("secrets/scopes/list").body == "{}");
  CHECK(ws.post("secrets/scopes/create", {{"scope", "prod"}, {"scope_backend_type", "DATABRICKS"}}).body == "{}");
  CHECK(ws.post("secrets/scopes/create", {{"scope", "Dev.1_@x-y"}}).body == "{}");
  CHECK(
      ws.get("secrets/scopes/list").body ==
      R"({"scopes":[{"name":"Dev.1_@x-y","backend_type":"DATABRICKS"},{"name":"prod","backend_type":"DATABRICKS"}]})");
  const auto again = ws.post("secrets/scopes/create", {{"scope", "prod"}});
  CHECK(again.status == 400);
  CHECK(again.body == R"({"error_code":"RESOURCE_ALREADY_EXISTS","message":"Scope prod already exists!"})");
  CHECK(ws.post("secrets/scopes/delete", {{"scope", "prod"}}).body == "{}");
  const auto gone = ws.post("secrets/scopes/delete", {{"scope", "prod"}});
  CHECK(gone.status == 404);
  CHECK(gone.body == R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"Scope prod does not exist!"})");
}

TEST_CASE("secrets: values come back as base64, whatever they are", "[emulator][secrets]") {
  SecretsFixture ws;
  const auto value =
      GENERATE(as<std::string>{}, "", "geheim", "größe 漢字", std::string("\0\xff\n", 3), std::string(128 * 1024, 'x'));
  CHECK(ws.post("secrets/put", {{"scope", "prod"}, {"key", "k"}, {"bytes_value", base64_encode(value)}}).body == "{}");
  CHECK(ws.body_of(ws.get_value("k"))["value"] == base64_encode(value));
  CHECK(ws.body_of(ws.get_value("k"))["key"] == "k");
}

TEST_CASE("secrets: a put replaces and is dated", "[emulator][secrets]") {
  SecretsFixture ws;
  CHECK(ws.get("secrets/list?scope=prod").body == "{}");
  CHECK(ws.put("b", "1").body == "{}");
  CHECK(ws.put("a", "1").body == "{}");
  ws.clock.advance(std::chrono::seconds{5});
  CHECK(ws.put("b", "2").body == "{}");
  const auto now = to_epoch_millis(ws.clock.now());
  CHECK(ws.get("secrets/list?scope=prod").body ==
        Json{{"secrets", Json::array({{{"key", "a"}, {"last_updated_timestamp", now - 5000}},
                                      {{"key", "b"}, {"last_updated_timestamp", now}}})}}
            .dump());
  CHECK(ws.body_of(ws.get_value("b"))["value"] == base64_encode("2"));
  CHECK(ws.post("secrets/delete", {{"scope", "prod"}, {"key", "b"}}).body == "{}");
  const auto gone = ws.get_value("b");
  CHECK(gone.status == 404);
  CHECK(gone.body.find("Secret does not exist with scope: prod and key: b") != std::string::npos);
  CHECK(ws.get_value("B").status == 404);
  CHECK(ws.post("secrets/delete", {{"scope", "prod"}, {"key", "b"}}).status == 404);
}

TEST_CASE("secrets: bad requests are refused", "[emulator][secrets]") {
  SecretsFixture ws;
  const std::string at = R"("scope":"prod","key":"k")";
  const std::vector<std::tuple<std::string, std::string, int, std::string>> cases{
      {"scopes/create", "{}", 400, "Missing required field: scope"},
      {"scopes/create", R"({"scope":"a b"})", 400, "INVALID_PARAMETER_VALUE"},
      {"scopes/create", R"({"scope":"a/b"})", 400, "INVALID_PARAMETER_VALUE"},
      {"scopes/create", R"({"scope":")" + std::string(129, 'x') + "\"}", 400, "INVALID_PARAMETER_VALUE"},
      {"scopes/create", R"({"scope":"x","scope_backend_type":"VAULT"})", 400, "ScopeBackendType"},
      {"scopes/create", R"({"scope":"x","scope_backend_type":"AZURE_KEYVAULT"})", 400, "backend_azure_keyvault"},
      {"scopes/create",
       R"({"scope":"x","scope_backend_type":"AZURE_KEYVAULT","backend_azure_keyvault":{"resource_id":"r"}})", 400,
       "dns_name"},
      {"scopes/create", R"({"scope":"x","initial_manage_principal":"admins"})", 400, "initial_manage_principal"},
      {"put", "{" + at + "}", 400, "Exactly one of string_value and bytes_value"},
      {"put", "{" + at + R"(,"string_value":"a","bytes_value":"YQ=="})", 400, "Exactly one of"},
      {"put", "{" + at + R"(,"bytes_value":"!"})", 400, "not base64"},
      {"put", "{" + at + R"(,"string_value":")" + std::string(128 * 1024 + 1, 'x') + "\"}", 400, "longer than 131072"},
      {"put", R"({"scope":"prod","key":"a b","string_value":"x"})", 400, "The key must have"},
      {"put", R"({"scope":"prod","key":"a@b","string_value":"x"})", 400, "The key must have"},
      {"put", R"({"scope":"prod","string_value":"x"})", 400, "Missing required field: key"},
      {"put", R"({"scope":"none","key":"k","string_value":"x"})", 404, "Scope none does not exist!"},
      {"delete", "{" + at + "}", 404, "Secret does not exist"},
      {"acls/put", R"({"scope":"prod","principal":"users","permission":"FLY"})", 400, "AclPermission"},
      {"acls/put", R"({"scope":"prod","principal":"ghost","permission":"READ"})", 400, "ghost"},
      {"acls/put", R"({"scope":"prod","permission":"READ"})", 400, "Missing required field: principal"},
      {"acls/put", R"({"scope":"none","principal":"users","permission":"READ"})", 404, "Scope none"},
      {"acls/delete", R"({"scope":"prod","principal":"users"})", 404, "RESOURCE_DOES_NOT_EXIST"},
      {"acls/delete", R"({"scope":"prod","principal":"ghost"})", 404, "RESOURCE_DOES_NOT_EXIST"},
  };
  for (const auto& [path, body, status, text] : cases) {
    const auto reply = ws.call("POST", "/api/2.0/secrets/" + path, body);
    INFO(path << " " << body.substr(0, 100) << " " << reply.body);
    CHECK(reply.status == status);
    CHECK(reply.body.find(text) != std::string::npos);
  }
}

TEST_CASE("secrets: there are limits", "[emulator][secrets]") {
  SecretsFixture ws;
  CHECK(ws.put("k0", "v").status == 200);
  fill(ws, 1, 1000);
  const auto full = ws.put("one-more", "v");
  CHECK(full.status == 400);
  CHECK(full.body.find("RESOURCE_LIMIT_EXCEEDED") != std::string::npos);
  CHECK(ws.put("k7", "new").status == 200);
  CHECK(ws.post("secrets/scopes/create", {{"scope", "s1000"}}).body.find("RESOURCE_LIMIT_EXCEEDED") !=
        std::string::npos);
}

TEST_CASE("secrets: scopes of a key vault are kept, but not written", "[emulator][secrets]") {
  IdentityFixture ws;
  const Json request{{"scope", "kv"},
                     {"scope_backend_type", "AZURE_KEYVAULT"},
                     {"backend_azure_keyvault", {{"resource_id", "/r"}, {"dns_name", "https://v"}}}};
  const auto token = ws.body_of(ws.post("token/create", Json::object()))["token_value"].get<std::string>();
  const auto refusal = ws.as(token, "POST", "/api/2.0/secrets/scopes/create", request);
  CHECK(refusal.status == 400);
  CHECK(refusal.body.find("Scope with Azure KeyVault must have userAADToken defined!") != std::string::npos);
  CHECK(ws.post("secrets/scopes/create", request).body == "{}");
  CHECK(ws.get("secrets/scopes/list").body == R"({"scopes":[{"name":"kv","backend_type":"AZURE_KEYVAULT",)"
                                              R"("keyvault_metadata":{"resource_id":"/r","dns_name":"https://v"}}]})");
  CHECK(ws.post("secrets/put", {{"scope", "kv"}, {"key", "k"}, {"string_value", "v"}}).body.find("BAD_REQUEST") !=
        std::string::npos);
  CHECK(ws.post("secrets/delete", {{"scope", "kv"}, {"key", "k"}}).body.find("BAD_REQUEST") != std::string::npos);
  CHECK(ws.get("secrets/list?scope=kv").body == "{}");
}

TEST_CASE("secrets: who may do what with a scope", "[emulator][secrets]") {
  SecretsFixture ws;
  const auto robot = ws.add_robot("robot");
  const auto acls = [&] { return ws.get("secrets/acls/list?scope=prod").body; };
  CHECK(acls() == R"({"items":[{"principal":"admin@localhost","permission":"MANAGE"}]})");
  for (const char* level : {"READ", "WRITE"})
    CHECK(ws.post("secrets/acls/put", {{"scope", "prod"}, {"principal", robot.application_id}, {"permission", level}})
              .body == "{}");
  CHECK(ws.get("secrets/acls/get?scope=prod&principal=" + robot.application_id).body ==
        R"({"principal":")" + robot.application_id + R"(","permission":"WRITE"})");
  CHECK(ws.get("secrets/acls/get?scope=prod&principal=users").status == 404);
  CHECK(ws.post("secrets/acls/delete", {{"scope", "prod"}, {"principal", "admin@localhost"}}).body == "{}");
  CHECK(acls() == R"({"items":[{"principal":")" + robot.application_id + R"(","permission":"WRITE"}]})");
  CHECK(ws.post("secrets/scopes/create", {{"scope", "open"}, {"initial_manage_principal", "users"}}).status == 200);
  CHECK(ws.get("secrets/acls/list?scope=open").body == R"({"items":[{"principal":"users","permission":"MANAGE"}]})");
  CHECK(ws.scim("DELETE", "ServicePrincipals/" + robot.id).status == 204);
  CHECK(acls() == "{}");
}

TEST_CASE("secrets: permissions count where the workspace enforces them", "[emulator][secrets]") {
  SecretsFixture ws;
  CHECK(ws.put("k", "v").status == 200);
  const auto robot = ws.add_robot("robot");
  const auto ask = [&](const std::string& path) { return ws.as(robot.token, "GET", "/api/2.0/secrets/" + path); };
  const auto grant = [&](const std::string& principal, const std::string& level) {
    const Json acl{{"scope", "prod"}, {"principal", principal}, {"permission", level}};
    REQUIRE(ws.post("secrets/acls/put", acl).status == 200);
  };
  const Json value{{"scope", "prod"}, {"key", "k"}, {"string_value", "w"}};
  CHECK(ask("get?scope=prod&key=k").status == 200);
  ws.set_mode("enforce");
  const auto refusal = ask("get?scope=prod&key=k");
  CHECK(refusal.status == 403);
  CHECK(refusal.body == R"({"error_code":"PERMISSION_DENIED","message":"User )" + robot.application_id +
                            R"( does not have READ permission on scope prod to perform this action."})");
  CHECK(ask("scopes/list").body == "{}");
  CHECK(ask("list?scope=none").status == 404);
  grant("users", "READ");
  CHECK(ask("get?scope=prod&key=k").status == 200);
  CHECK(ask("scopes/list").body.find("prod") != std::string::npos);
  CHECK(ws.as(robot.token, "POST", "/api/2.0/secrets/put", value).status == 403);
  grant(robot.application_id, "WRITE");
  CHECK(ws.as(robot.token, "POST", "/api/2.0/secrets/put", value).status == 200);
  CHECK(ask("acls/list?scope=prod").status == 403);
  CHECK(ws.as(robot.token, "POST", "/api/2.0/secrets/scopes/delete", {{"scope", "prod"}}).status == 403);
  grant(robot.application_id, "MANAGE");
  CHECK(ws.as(robot.token, "POST", "/api/2.0/secrets/scopes/delete", {{"scope", "prod"}}).status == 200);
}

TEST_CASE("secrets: a new scope of a removed one's name has none of its permissions", "[emulator][secrets]") {
  SecretsFixture ws;
  CHECK(ws.post("secrets/acls/put", {{"scope", "prod"}, {"principal", "users"}, {"permission", "READ"}}).status == 200);
  CHECK(ws.put("k", "v").status == 200);
  CHECK(ws.post("secrets/scopes/delete", {{"scope", "prod"}}).status == 200);
  CHECK(ws.post("secrets/scopes/create", {{"scope", "prod"}}).status == 200);
  CHECK(ws.get("secrets/acls/list?scope=prod").body.find("users") == std::string::npos);
  CHECK(ws.get_value("k").status == 404);
}

TEST_CASE("secrets: nothing readable lies on disk", "[emulator][secrets]") {
  SecretsFixture ws;
  CHECK_FALSE(std::filesystem::exists(ws.key_file()));
  CHECK(ws.put("k", "very-secret-value").status == 200);
  struct stat info {};
  REQUIRE(::stat(ws.key_file().c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600);
  CHECK(info.st_size == 32);
  const std::string database = ws.database();
  CHECK(database.find("prod") != std::string::npos);
  CHECK(database.find("very-secret-value") == std::string::npos);
  CHECK(database.find(base64_encode("very-secret-value")) == std::string::npos);
}

TEST_CASE("secrets: a lost or damaged key is an error, never a new key", "[emulator][secrets]") {
  SecretsFixture ws;
  CHECK(ws.put("k", "v").status == 200);
  const auto content = GENERATE(as<std::string>{}, "", "short", std::string(32, 'x'));
  if (content.empty())
    std::filesystem::remove(ws.key_file());
  else
    REQUIRE(write_file_atomically(ws.key_file(), content, 0600));
  CHECK(ws.get_value("k").status == 500);
  const auto refusal = ws.put("other", "v");
  CHECK(refusal.status == (content.size() == 32 ? 200 : 500));
  CHECK(refusal.body.find(ws.folder.path().string()) == std::string::npos);
  CHECK(std::filesystem::exists(ws.key_file()) == !content.empty());
}
