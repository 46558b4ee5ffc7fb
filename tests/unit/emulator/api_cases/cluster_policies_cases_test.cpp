#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;
using dbc::test::keeping;

TEST_CASE("api: cluster policies answer the same through both doors", "[emulator][api]") {
  check_both_doors({

      keeping({"a policy", "POST", "/api/2.0/policies/clusters/create",
               R"({"name":"small","definition":"{\"num_workers\":{\"type\":\"range\",\"maxValue\":2}}"})", 200},
              "POLICY", "/policy_id"),
      {"its look",
       "GET",
       "/api/2.0/policies/clusters/get?policy_id=<POLICY>",
       "",
       200,
       {R"("policy_id":"<POLICY>")", R"("creator_user_name":"admin@localhost")"}},
      {"the same name",
       "POST",
       "/api/2.0/policies/clusters/create",
       R"({"name":"small","definition":"{}"})",
       400,
       {"already exists"}},
      {"no JSON", "POST", "/api/2.0/policies/clusters/create", R"({"name":"x","definition":"nope"})", 400},
      {"no object", "POST", "/api/2.0/policies/clusters/create", R"({"name":"x","definition":"[]"})", 400},
      {"a cluster beyond it",
       "POST",
       "/api/2.0/clusters/create",
       R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":3,"policy_id":"<POLICY>"})",
       400,
       {"num_workers"}},
      {"an edit",
       "POST",
       "/api/2.0/policies/clusters/edit",
       R"({"policy_id":"<POLICY>","name":"large","definition":"{}"})",
       200,
       {"{}"}},
      {"the list",
       "GET",
       "/api/2.0/policies/clusters/list?sort_column=POLICY_NAME",
       "",
       200,
       {R"("name":"large")", "total_count"},
       {R"("name":"small")"}},
      {"delete", "POST", "/api/2.0/policies/clusters/delete", R"({"policy_id":"<POLICY>"})", 200, {"{}"}},
      {"a look at nothing",
       "GET",
       "/api/2.0/policies/clusters/get?policy_id=<POLICY>",
       "",
       404,
       {"Can't find a cluster policy with id: <POLICY>."}},
      {"a family", "GET", "/api/2.0/policy-families/personal-vm", "", 200, {R"("policy_family_id":"personal-vm")"}},
      {"no family", "GET", "/api/2.0/policy-families/none", "", 404},

  });
}
