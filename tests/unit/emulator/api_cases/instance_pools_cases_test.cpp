#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;
using dbc::test::keeping;

TEST_CASE("api: instance pools answer the same through both doors", "[emulator][api]") {
  check_both_doors({

      {"none", "GET", "/api/2.0/instance-pools/list", "", 200, {"{}"}},
      keeping({"a pool", "POST", "/api/2.0/instance-pools/create",
               R"({"instance_pool_name":"small","node_type_id":"i3.xlarge","min_idle_instances":2})", 200},
              "POOL", "/instance_pool_id"),
      {"its look",
       "GET",
       "/api/2.0/instance-pools/get?instance_pool_id=<POOL>",
       "",
       200,
       {R"("instance_pool_id":"<POOL>")", R"("state":"ACTIVE")", R"("idle_count":2)"}},
      {"the same name",
       "POST",
       "/api/2.0/instance-pools/create",
       R"({"instance_pool_name":"small","node_type_id":"i3.xlarge"})",
       400,
       {"already exists"}},
      {"an unknown node type",
       "POST",
       "/api/2.0/instance-pools/create",
       R"({"instance_pool_name":"x","node_type_id":"nope"})",
       400,
       {"nope"}},
      {"another node type",
       "POST",
       "/api/2.0/instance-pools/edit",
       R"({"instance_pool_id":"<POOL>","instance_pool_name":"small","node_type_id":"m5.large"})",
       400,
       {"node_type_id"}},
      {"an edit",
       "POST",
       "/api/2.0/instance-pools/edit",
       R"({"instance_pool_id":"<POOL>","instance_pool_name":"large","node_type_id":"i3.xlarge"})",
       200,
       {"{}"}},
      {"the list", "GET", "/api/2.1/instance-pools/list", "", 200, {R"("instance_pool_name":"large")"}, {"small"}},
      {"delete", "POST", "/api/2.0/instance-pools/delete", R"({"instance_pool_id":"<POOL>"})", 200, {"{}"}},
      {"a look at nothing",
       "GET",
       "/api/2.0/instance-pools/get?instance_pool_id=<POOL>",
       "",
       404,
       {"Can't find an instance pool with id: <POOL>."}},

  });
}
