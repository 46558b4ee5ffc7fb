#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;

namespace {

const std::string k_scim = "/api/2.0/preview/scim/v2/";

}  // namespace

TEST_CASE("api: users, groups and service principals answer the same through both doors", "[emulator][api]") {
  check_both_doors({

      {"a user",
       "POST",
       k_scim + "Users",
       R"({"userName":"ann@x.org"})",
       201,
       {R"("userName":"ann@x.org")", R"("display":"users")"}},
      {"a user again",
       "POST",
       k_scim + "Users",
       R"({"userName":"ANN@x.org"})",
       409,
       {R"("detail":"User with username ANN@x.org already exists.")", R"("status":"409")"}},
      {"no name", "POST", k_scim + "Users", "{}", 400, {R"("status":"400")"}},
      {"by a filter", "GET", k_scim + "Users?filter=userName%20eq%20%22ann@x.org%22", "", 200, {R"("totalResults":1)"}},
      {"by a broken filter",
       "GET",
       k_scim + "Users?filter=userName%20like%20x",
       "",
       400,
       {R"("scimType":"invalidFilter")"}},
      {"a page",
       "GET",
       k_scim + "Users?startIndex=2&count=1&sortBy=id",
       "",
       200,
       {R"("startIndex":2)", R"("itemsPerPage":1)", "ann@x.org"}},
      {"only names",
       "GET",
       k_scim + "Groups?attributes=displayName",
       "",
       200,
       {R"("displayName":"admins")"},
       {"members"}},
      {"a group with a member",
       "POST",
       k_scim + "Groups",
       R"({"displayName":"team","members":[{"value":"1000000000000001"}]})",
       201,
       {R"("displayName":"team")", "1000000000000001"}},
      {"a group of nobody", "POST", k_scim + "Groups", R"({"displayName":"x","members":[{"value":"99"}]})", 404},
      {"a change",
       "PATCH",
       k_scim + "Groups/1000000000000003",
       R"({"Operations":[{"op":"add","path":"entitlements","value":[{"value":"allow-cluster-create"}]}]})",
       200,
       {"allow-cluster-create"}},
      {"a change of nothing", "PATCH", k_scim + "Users/1", R"({"Operations":[]})", 404, {"User with id 1 not found."}},
      {"an odd operation", "PATCH", k_scim + "Groups/1000000000000003", R"({"Operations":[{"op":"fly","path":"x"}]})",
       400},
      {"a service principal",
       "POST",
       k_scim + "ServicePrincipals",
       R"({"applicationId":"12345678-1234-1234-1234-123456789abc","displayName":"robot"})",
       201,
       {R"("displayName":"robot")"}},
      {"delete the owner", "DELETE", k_scim + "Users/1000000000000001", "", 400},

  });
}
