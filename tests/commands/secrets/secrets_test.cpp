#include <catch2/catch.hpp>
#include <filesystem>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

/// An editor for the tests: a shell script that gets the file's name.
void use_editor(CommandFixture& cli, const std::string& script) {
  cli.use_terminal();
  const auto path = cli.write_file("editor", "#!/bin/sh\n" + script + "\n");
  cli.environment["EDITOR"] = "sh '" + path + "'";
  cli.environment["TMPDIR"] = (cli.home() / "tmp").string();
  std::filesystem::create_directories(cli.home() / "tmp");
}

const std::vector<std::string> k_put{"secrets", "put", "--scope", "s", "--key", "k"};

std::vector<std::string> put_with(const std::vector<std::string>& options) {
  auto words = k_put;
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

}  // namespace

TEST_CASE("secrets create-scope: the backend is always sent, a key vault only whole", "[commands][secrets]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  service.reply(200, "{}");
  CHECK(cli.run({"secrets", "create-scope", "--scope", "s"}).out.empty());
  CHECK(cli.run({"secrets", "create-scope", "kv", "--scope-backend-type", "AZURE_KEYVAULT", "--dns-name", "d",
                 "--resource-id", "r", "--initial-manage-principal", "users"})
            .exit_code == 0);
  CHECK(service.requests[0].body == R"({"scope": "s", "scope_backend_type": "DATABRICKS"})");
  CHECK(
      service.requests[1].body ==
      R"({"scope": "kv", "initial_manage_principal": "users", "scope_backend_type": "AZURE_KEYVAULT", "backend_azure_keyvault": {"resource_id": "r", "dns_name": "d"}})");
  CHECK(cli.run({"secrets", "create-scope", "--scope", "s", "--dns-name", "d"}).exit_code == 2);
  CHECK(cli.run({"secrets", "create-scope", "--scope", "s", "--scope-backend-type", "azure"}).exit_code == 2);
  CHECK(service.requests.size() == 2);
}

TEST_CASE("secrets list-scopes, list, list-acls, get-acl: tables with a header", "[commands][secrets]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(
      200,
      R"({"scopes":[{"name":"a","backend_type":"DATABRICKS"},{"name":"kv","backend_type":"AZURE_KEYVAULT","keyvault_metadata":{"dns_name":"https://kv"}}]})");
  CHECK(cli.run({"secrets", "list-scopes"}).out ==
        "Scope    Backend         KeyVault URL\n-------  --------------  --------------\n"
        "a        DATABRICKS      N/A\nkv       AZURE_KEYVAULT  https://kv\n");
  service.reply(200, R"({"secrets":[{"key":"a","last_updated_timestamp":1700000000000},{"key":"b"}]})");
  CHECK(cli.run({"secrets", "list", "--scope", "s"}).out ==
        "Key name    Last updated\n----------  --------------\na           1700000000000\nb           Not Available\n");
  service.reply(200, R"({"items":[{"principal":"p","permission":"Read"}]})");
  CHECK(cli.run({"secrets", "list-acls", "--scope", "s"}).out ==
        "Principal    Permission\n-----------  ------------\np            READ\n");
  service.reply(200, R"({"principal":"p","permission":"Read"})");
  CHECK(cli.run({"secrets", "get-acl", "--scope", "s", "--principal", "p"}).out ==
        "Principal    Permission\n-----------  ------------\np            READ\n");
  CHECK(service.requests[3].target == "/api/2.0/secrets/acls/get?scope=s&principal=p");
  service.reply(200, "{}");
  CHECK(cli.run({"secrets", "list", "--scope", "s"}).out == "Key name    Last updated\n----------  --------------\n");
  service.reply(200, R"({"principal":"p","permission":"Read"})");
  CHECK(cli.run({"secrets", "get-acl", "--scope", "s", "--principal", "p", "--output", "JSON"}).out ==
        "{\n  \"principal\": \"p\",\n  \"permission\": \"Read\"\n}\n");
}

TEST_CASE("secrets put: text as it is, a file as base64, never both", "[commands][secrets]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 3; ++i) service.reply(200, "{}");
  const auto file = cli.write_file("f", std::string("\xff\n", 2));
  CHECK(cli.run(put_with({"--string-value", "é\n"})).out.empty());
  CHECK(cli.run(put_with({"--string-value", ""})).exit_code == 0);
  CHECK(cli.run({"secrets", "write", "--scope", "s", "--key", "k", "--binary-file", file}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"scope": "s", "key": "k", "string_value": "\u00e9\n"})");
  CHECK(service.requests[1].body == R"({"scope": "s", "key": "k", "string_value": ""})");
  CHECK(service.requests[2].body == R"({"scope": "s", "key": "k", "bytes_value": "/wo="})");
  const auto both = cli.run(put_with({"--string-value", "", "--binary-file", file}));
  CHECK(both.exit_code == 1);
  CHECK(both.err == "Error: At most one of ['string-value', 'binary-file'] should be provided.\n");
  CHECK(cli.run(put_with({"--binary-file", "/no/such"})).exit_code == 2);
  CHECK(cli.run(put_with({"--binary-file", cli.home().string()})).exit_code == 1);
  CHECK(service.requests.size() == 3);
}

TEST_CASE("secrets put: standard input loses one newline at its end, and nothing else", "[commands][secrets]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::vector<std::pair<std::string, std::string>> cases{
      {"pass\n", R"("string_value": "pass")"},     {" pa\nss \n\n", R"("string_value": " pa\nss \n")"},
      {"pass", R"("string_value": "pass")"},       {"\n", R"("string_value": "")"},
      {"pass\r\n", R"("string_value": "pass\r")"}, {"\xff\n", R"("bytes_value": "/wo=")"}};
  for (const auto& [piped, sent] : cases) {
    service.reply(200, "{}");
    cli.pipe(piped);
    CHECK(cli.run(k_put).exit_code == 0);
    CHECK(service.requests.back().body == R"({"scope": "s", "key": "k", )" + sent + "}");
  }
  cli.pipe("");
  CHECK(cli.run(k_put).exit_code == 1);
  cli.environment["EDITOR"] = "false";
  CHECK(cli.run(k_put).err.find("Editing failed") != std::string::npos);
  CHECK(service.requests.size() == cases.size());
}

TEST_CASE("secrets put: an editor gives what stands above the line, and its file is gone", "[commands][secrets]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  use_editor(cli, "stat -c %a \"$1\" > '" + (cli.home() / "mode").string() +
                      "'\nprintf ' first\\nsecond\\n\\n' > \"$1.n\"; cat \"$1\" >> \"$1.n\"; mv \"$1.n\" \"$1\"");
  CHECK(cli.run(k_put).exit_code == 0);
  REQUIRE(service.requests.size() == 1);
  CHECK(service.requests[0].body == R"({"scope": "s", "key": "k", "string_value": " first\nsecond"})");
  CHECK(cli.read("mode") == "600\n");
  CHECK(std::filesystem::is_empty(cli.home() / "tmp"));
}

TEST_CASE("secrets put: where a job's standard input is empty, an editor that a variable names",
          "[commands][secrets]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  const auto path =
      cli.write_file("editor", "printf 'made\n' > \"$1.n\"; cat \"$1\" >> \"$1.n\"; mv \"$1.n\" \"$1\"\n");
  cli.environment["VISUAL"] = "sh '" + path + "'";
  cli.pipe("");
  CHECK(cli.run(k_put).exit_code == 0);
  REQUIRE(service.requests.size() == 1);
  CHECK(service.requests[0].body == R"({"scope": "s", "key": "k", "string_value": "made"})");
}

TEST_CASE("secrets put: an editor that changes nothing, fails or breaks the line stores nothing",
          "[commands][secrets]") {
  const std::vector<std::pair<std::string, std::string>> cases{{"exit 0", "No changes made"},
                                                               {"exit 3", "Editing failed"},
                                                               {"echo x > \"$1\"", "DO NOT edit the line"},
                                                               {"echo >> \"$1\"", "is empty"}};
  for (const auto& [script, message] : cases) {
    CommandFixture cli;
    auto& service = cli.use_fake_service();
    use_editor(cli, script);
    const auto refused = cli.run(k_put);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find(message) != std::string::npos);
    CHECK(service.requests.empty());
    CHECK(std::filesystem::is_empty(cli.home() / "tmp"));
  }
}

TEST_CASE("secrets: the modern spelling has its own names", "[commands][secrets]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 5; ++i) service.reply(200, R"({"value":"dg==","key":"k"})");
  cli.pipe("v\n");
  CHECK(cli.run({"secrets", "put-secret", "s", "k"}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"scope": "s", "key": "k", "bytes_value": "dgo="})");
  CHECK(cli.run({"secrets", "put-secret", "--json", R"({"scope":"s"})"}).exit_code == 0);
  CHECK(service.requests[1].body == R"({"scope": "s"})");
  CHECK(cli.run({"secrets", "get-secret", "s", "k"}).out == "{\n  \"key\": \"k\",\n  \"value\": \"dg==\"\n}\n");
  CHECK(cli.run({"secrets", "put-acl", "s", "p", "WRITE"}).exit_code == 0);
  CHECK(service.requests[3].body == R"({"scope": "s", "principal": "p", "permission": "WRITE"})");
  CHECK(cli.run({"secrets", "list-secrets", "s"}).out == "Key  Last Updated Timestamp\n");
  CHECK(cli.run({"secrets", "put-secret", "s", "k", "--string-value", "a", "--bytes-value", "b"}).exit_code == 1);
  CHECK(cli.run({"secrets", "put-acl", "s", "p", "OWN"}).exit_code == 2);
}
