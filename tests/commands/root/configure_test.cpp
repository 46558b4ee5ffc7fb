#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

const std::string k_token_profile =
    "[DEFAULT]\nhost = https://example.cloud.databricks.com\ntoken = dapi123\njobs-api-version = 2.0\n";

}  // namespace

TEST_CASE("configure --token: reads host and token from a pipe, prompts nothing", "[commands][configure]") {
  CommandFixture cli;
  cli.type({"https://example.cloud.databricks.com", "dapi123"});
  const auto done = cli.run({"configure", "--token"});
  CHECK(done.exit_code == 0);
  CHECK(done.out.empty());
  CHECK(done.err.empty());
  CHECK(cli.read(".databrickscfg").starts_with(k_token_profile));
}

TEST_CASE("configure: each way to sign in removes the keys of the others", "[commands][configure]") {
  CommandFixture cli;
  const auto file = cli.write_file("token.txt", "  dapiF \nsecond line\n");
  cli.type({"u", "p", "p"});
  CHECK(cli.run({"configure", "--host", "https://h", "--profile", "x"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("username = u\npassword = p\n") != std::string::npos);
  CHECK(cli.run({"configure", "--host", "https://h", "--profile", "x", "--token-file", file, "--insecure"}).exit_code ==
        0);
  const auto text = cli.read(".databrickscfg");
  CHECK(text.find("username") == std::string::npos);
  CHECK(text.find("token = dapiF\n") != std::string::npos);
  CHECK(text.find("insecure = True\n") != std::string::npos);
  cli.environment["DATABRICKS_AAD_TOKEN"] = "aad";
  CHECK(cli.run({"configure", "--host", "https://h", "--profile", "x", "--aad-token"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = aad\n") != std::string::npos);
  CHECK(cli.read(".databrickscfg").find("insecure") == std::string::npos);
  CHECK(cli.run({"configure", "--local", "demo", "--profile", "x"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("host = local:demo\n") != std::string::npos);
  CHECK(cli.read(".databrickscfg").find("token") == std::string::npos);
}

TEST_CASE("configure: a stored Jobs API version survives", "[commands][configure]") {
  CommandFixture cli;
  cli.type({"t1", "t2"});
  CHECK(cli.run({"configure", "--host", "https://h", "--token", "--jobs-api-version", "2.1"}).exit_code == 0);
  CHECK(cli.run({"configure", "--host", "https://h", "--token"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = t2\njobs-api-version = 2.1\n") != std::string::npos);
}

TEST_CASE("configure: what is missing or wrong writes nothing and shows no token", "[commands][configure]") {
  CommandFixture cli;
  const auto empty = cli.write_file("empty", "\n");
  CHECK(cli.run({"configure", "--token"}).exit_code == 1);
  cli.type({"ftp://x"});
  CHECK(cli.run({"configure", "--token"}).exit_code == 1);
  CHECK(cli.run({"configure", "--host", "https://h", "--token-file", "/no/such"}).exit_code == 1);
  CHECK(cli.run({"configure", "--host", "https://h", "--token-file", empty}).exit_code == 1);
  CHECK(cli.run({"configure", "--host", "https://h", "--aad-token"}).exit_code == 1);
  const auto value = cli.run({"configure", "--token", "dapi0123456789"});
  CHECK(value.exit_code == 2);
  CHECK(value.err.find("dapi0123456789") == std::string::npos);
  cli.type({"u", "p", "q"});
  CHECK(cli.run({"configure", "--host", "https://h"}).exit_code == 1);
  CHECK(cli.run({"configure", "--jobs-api-version", "3"}).exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(cli.home() / ".databrickscfg"));
}

TEST_CASE("configure --oauth: a wrong scope or host writes nothing and opens no browser", "[commands][configure]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.environment["BROWSER"] = "/no/such/browser";
  CHECK(cli.run({"configure", "--oauth", "--host", "https://h", "--scope", "everything"}).exit_code == 2);
  cli.type({"sql, everything"});
  const auto wrong = cli.run({"configure", "--oauth", "--host", "https://h"});
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.err.find("'everything' is not a scope") != std::string::npos);
  const auto plain = cli.run({"configure", "--oauth", "--host", "http://h", "-s", "sql"});
  CHECK(plain.exit_code == 1);
  CHECK(plain.err.find("not encrypted") != std::string::npos);
  CHECK(service.requests.empty());
  service.reply(404, "");
  CHECK(cli.run({"configure", "-o", "--host", "https://h", "-s", "sql"}).err.find("status 404") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(cli.home() / ".databrickscfg"));
}

TEST_CASE("an expired OAuth token is renewed and stored before the request", "[commands][configure]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.environment.erase("DATABRICKS_HOST");
  const std::string expired = "e30." + dbc::base64_encode(R"({"exp":1600000000})") + ".x";
  (void)cli.write_file(".databrickscfg", "[DEFAULT]\nhost = https://h\ntoken = " + expired +
                                             "\nrefresh_token = once\n[other]\nhost = https://o\n");
  service.reply(200, R"({"token_endpoint":"https://h/oidc/v1/token"})");
  service.reply(200, R"({"access_token":"fresh","refresh_token":"twice"})");
  service.reply(200, "{}");
  const auto done = cli.run({"clusters", "list"});
  CHECK(done.exit_code == 0);
  REQUIRE(service.requests.size() == 3);
  CHECK(service.requests[0].headers.find("Authorization") == nullptr);
  CHECK(service.requests[1].body.find("refresh_token=once") != std::string::npos);
  CHECK(*service.requests[2].headers.find("Authorization") == "Bearer fresh");
  CHECK(cli.read(".databrickscfg") ==
        "[DEFAULT]\nhost = https://h\ntoken = fresh\nrefresh_token = twice\n[other]\nhost = https://o\n");
  CHECK(done.out.find("fresh") == std::string::npos);
  CHECK(done.err.find("fresh") == std::string::npos);
}

TEST_CASE("a refused refresh is an error and changes nothing", "[commands][configure]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.environment.erase("DATABRICKS_HOST");
  const std::string profile = "[DEFAULT]\nhost = https://h\ntoken = e30." +
                              dbc::base64_encode(R"({"exp":1600000000})") + ".x\nrefresh_token = once\n";
  (void)cli.write_file(".databrickscfg", profile);
  service.reply(200, R"({"token_endpoint":"https://h/oidc/v1/token"})");
  service.reply(401, R"({"error":"invalid_grant","error_description":"too late"})");
  const auto done = cli.run({"clusters", "list"});
  CHECK(done.exit_code == 1);
  CHECK(done.err.find("too late") != std::string::npos);
  CHECK(done.err.find("once") == std::string::npos);
  CHECK(cli.read(".databrickscfg") == profile);
}
