#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("instance-pools list: a header, and numbers to the left", "[commands][instance-pools]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(
      200,
      R"({"instance_pools":[{"instance_pool_id":"1","instance_pool_name":"nm","stats":{"idle_count":1,"used_count":22,"pending_idle_count":0,"pending_used_count":0}},{"instance_pool_id":"22","instance_pool_name":"n"}]})");
  service.reply(200, "{}");
  const std::string header =
      "ID    NAME    IDLE INSTANCES    USED INSTANCES    PENDING IDLE INSTANCES    PENDING USED INSTANCES\n";
  CHECK(cli.run({"instance-pools", "list"}).out ==
        header + "1     nm      1                 22                0                         0\n22    n\n");
  CHECK(cli.run({"instance-pools", "list"}).out == header);
}

TEST_CASE("instance-pools: create, edit, get and delete", "[commands][instance-pools]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"instance_pool_id":"p"})");
  service.reply(200, "{}");
  service.reply(200, R"({"instance_pools":[{"instance_pool_id":"p","instance_pool_name":"n"}]})");
  service.reply(200, "{}");
  CHECK(cli.run({"instance-pools", "create", "--json", R"({"a":1})"}).out == "{\n  \"instance_pool_id\": \"p\"\n}\n");
  CHECK(cli.run({"instance-pools", "edit", "--json", R"({"a":1})"}).out.empty());
  CHECK(cli.run({"instance-pools", "delete", "--instance-pool-name", "n"}).out.empty());
  CHECK(service.requests[3].body == R"({"instance_pool_id": "p"})");
  CHECK(cli.run({"instance-pools", "edit", "--json", ""}).exit_code == 1);
  CHECK(cli.run({"instance-pools", "get"}).exit_code == 2);
  CHECK(service.requests.size() == 4);
}
