#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;

TEST_CASE("api: the configuration of the workspace answers the same through both doors", "[emulator][api]") {
  check_both_doors({

      {"nothing is set",
       "GET",
       "/api/2.0/workspace-conf?keys=enableIpAccessLists",
       "",
       200,
       {R"({"enableIpAccessLists":null})"}},
      {"set",
       "PATCH",
       "/api/2.0/workspace-conf",
       R"({"enableIpAccessLists":"true","maxTokenLifetimeDays":"90"})",
       200,
       {"{}"}},
      {"get",
       "GET",
       "/api/2.0/workspace-conf?keys=maxTokenLifetimeDays,enableIpAccessLists",
       "",
       200,
       {R"({"maxTokenLifetimeDays":"90","enableIpAccessLists":"true"})"}},
      {"no keys", "GET", "/api/2.0/workspace-conf", "", 400, {"Missing required field: keys"}},
      {"unknown keys", "GET", "/api/2.0/workspace-conf?keys=a", "", 400, {R"(Invalid keys: [\"a\"])"}},
      {"an odd value",
       "PATCH",
       "/api/2.0/workspace-conf",
       R"({"enableDcs":"maybe"})",
       400,
       {"Some values are not allowed"}},

  });
}
