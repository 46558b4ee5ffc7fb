#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;
using dbc::test::keeping;

TEST_CASE("api: tokens answer the same through both doors", "[emulator][api]") {
  check_both_doors({

      {"no tokens", "GET", "/api/2.0/token/list", "", 200, {"{}"}},
      keeping(keeping({"a token",
                       "POST",
                       "/api/2.0/token/create",
                       R"({"comment":"mine","lifetime_seconds":60})",
                       200,
                       {R"("comment":"mine")", "expiry_time"}},
                      "VALUE", "/token_value"),
              "ID", "/token_info/token_id"),
      {"a token of no time",
       "POST",
       "/api/2.0/token/create",
       R"({"lifetime_seconds":0})",
       400,
       {"INVALID_PARAMETER_VALUE"}},
      {"the tokens", "GET", "/api/2.0/token/list", "", 200, {R"("token_id":"<ID>")"}, {"<VALUE>"}},
      {"an admin's look",
       "GET",
       "/api/2.0/token-management/tokens/<ID>",
       "",
       200,
       {R"("created_by_username":"admin@localhost")"}},
      {"a look at nothing", "GET", "/api/2.0/token-management/tokens/none", "", 404, {"RESOURCE_DOES_NOT_EXIST"}},
      {"revoke", "POST", "/api/2.0/token/delete", R"({"token_id":"<ID>"})", 200, {"{}"}},
      {"revoke again",
       "POST",
       "/api/2.0/token/delete",
       R"({"token_id":"<ID>"})",
       404,
       {"RESOURCE_DOES_NOT_EXIST", "<ID>"}},
      {"revoke nothing", "POST", "/api/2.0/token/delete", "{}", 400, {"Missing required field: token_id"}},

  });
}
