#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("groups: each command sends what it was given", "[commands][groups]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 6; ++i) service.reply(200, R"({"group_name":"g"})");
  CHECK(cli.run({"groups", "add-member", "--parent-name", "p", "--user-name", "u"}).out.empty());
  CHECK(cli.run({"groups", "remove-member", "--parent-name", "p", "--group-name", "g"}).out.empty());
  CHECK(cli.run({"groups", "create", "--group-name", "g"}).out == "{\n  \"group_name\": \"g\"\n}\n");
  CHECK(cli.run({"groups", "delete", "--group-name", "g"}).exit_code == 0);
  CHECK(cli.run({"groups", "list-members", "--group-name", "g h"}).exit_code == 0);
  CHECK(cli.run({"groups", "list-parents", "--user-name", "u@x"}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"parent_name": "p", "user_name": "u"})");
  CHECK(service.requests[1].body == R"({"parent_name": "p", "group_name": "g"})");
  CHECK(service.requests[3].body == R"({"group_name": "g"})");
  CHECK(service.requests[4].target == "/api/2.0/groups/list-members?group_name=g+h");
  CHECK(service.requests[5].target == "/api/2.0/groups/list-parents?user_name=u%40x");
}

TEST_CASE("groups: a group must be named, and a member only once", "[commands][groups]") {
  CommandFixture cli;
  const auto& service = cli.use_fake_service();
  CHECK(cli.run({"groups", "delete"}).exit_code == 2);
  CHECK(cli.run({"groups", "add-member", "--parent-name", "p"}).exit_code == 2);
  CHECK(cli.run({"groups", "list-parents", "--user-name", "u", "--group-name", "g"}).exit_code == 2);
  CHECK(service.requests.empty());
}
