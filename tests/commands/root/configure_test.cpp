#include <catch2/catch.hpp>

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
