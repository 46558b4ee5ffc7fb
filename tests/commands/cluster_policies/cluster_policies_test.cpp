#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("cluster-policies create: an object as definition becomes its text", "[commands][cluster-policies]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 3; ++i) service.reply(200, R"({"policy_id":"p"})");
  CHECK(cli.run({"cluster-policies", "create", "--json", R"({"definition":{"a":{"b":"é"}},"name":"n"})"}).out ==
        "{\n  \"policy_id\": \"p\"\n}\n");
  CHECK(cli.run({"cluster-policies", "edit", "--json", R"({"definition":"{}"})"}).out.empty());
  CHECK(cli.run({"cluster-policies", "edit", "--json", "[1]"}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"definition": "{\"a\": {\"b\": \"\\u00e9\"}}", "name": "n"})");
  CHECK(service.requests[1].body == R"({"definition": "{}"})");
  CHECK(service.requests[2].body == "[1]");
  CHECK(cli.run({"cluster-policies", "create"}).exit_code == 1);
  CHECK(cli.run({"cluster-policies", "create", "--json", "{bad"}).exit_code == 1);
  CHECK(service.requests.size() == 3);
}

TEST_CASE("cluster-policies list: a definition of several lines is one row", "[commands][cluster-policies]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(
      200,
      R"({"policies":[{"policy_id":"1","name":"a","definition":"{\n \"x\": 1\n}"},{"policy_id":"22","name":"b"}]})");
  CHECK(cli.run({"cluster-policies", "list"}).out == " 1  a  {\\n \"x\": 1\\n}\n22  b\n");
  service.reply(200, R"({"policies":[{"policy_id":"1","name":"a"}]})");
  CHECK(cli.run({"cluster-policies", "list", "-o", "text"}).out == "1  a\n");
  service.reply(200, "{}");
  CHECK(cli.run({"cluster-policies", "get", "p"}).exit_code == 0);
  CHECK(service.requests[2].target == "/api/2.0/policies/clusters/get?policy_id=p");
  CHECK(cli.run({"cluster-policies", "delete"}).exit_code == 2);
}
