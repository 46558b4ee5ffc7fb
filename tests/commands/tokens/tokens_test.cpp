#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("tokens create: lives 90 days unless told otherwise", "[commands][tokens]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 3; ++i) service.reply(200, R"({"token_value":"v"})");
  CHECK(cli.run({"tokens", "create", "--comment", "c"}).out == "{\n  \"token_value\": \"v\"\n}\n");
  CHECK(cli.run({"tokens", "create", "--comment", "c", "--lifetime-seconds", "0"}).exit_code == 0);
  CHECK(cli.run({"tokens", "create", "--json", R"({"comment":"x"})"}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"lifetime_seconds": 7776000, "comment": "c"})");
  CHECK(service.requests[1].body == R"({"lifetime_seconds": 0, "comment": "c"})");
  CHECK(service.requests[2].body == R"({"comment": "x"})");
  CHECK(cli.run({"tokens", "create"}).exit_code == 2);
  CHECK(cli.run({"tokens", "create", "--comment", "c", "--lifetime-seconds", "1d"}).exit_code == 2);
}

TEST_CASE("tokens list, revoke: the reply, or a table in the modern spelling", "[commands][tokens]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::string list = R"({"token_infos":[{"token_id":"t","expiry_time":-1,"comment":"c"}]})";
  service.reply(200, list);
  service.reply(200, list);
  service.reply(200, "{}");
  service.reply(200, "{}");
  CHECK(cli.run({"tokens", "list"}).out.starts_with("{\n  \"token_infos\": ["));
  CHECK(cli.run({"tokens", "list", "-o", "text"}).out == "ID  Expiry time  Comment\nt   -1           c\n");
  CHECK(cli.run({"tokens", "revoke", "--token-id", "t"}).out == "{}\n");
  CHECK(cli.run({"tokens", "delete", "t"}).out.empty());
  CHECK(service.requests[3].target == "/api/2.0/token/delete");
  CHECK(service.requests[3].body == R"({"token_id": "t"})");
  CHECK(cli.run({"tokens", "revoke"}).exit_code == 2);
}
