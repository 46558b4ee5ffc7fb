#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;
using dbc::test::keeping;

TEST_CASE("api: libraries answer the same through both doors", "[emulator][api]") {
  check_both_doors({

      keeping({"a cluster", "POST", "/api/2.0/clusters/create",
               R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":1})", 200},
              "CLUSTER", "/cluster_id"),
      {"none on it",
       "GET",
       "/api/2.0/libraries/cluster-status?cluster_id=<CLUSTER>",
       "",
       200,
       {R"({"cluster_id":"<CLUSTER>"})"}},
      {"install",
       "POST",
       "/api/2.0/libraries/install",
       R"({"cluster_id":"<CLUSTER>","libraries":[{"pypi":{"package":"pandas"}}]})",
       200,
       {"{}"}},
      {"one on it",
       "GET",
       "/api/2.0/libraries/cluster-status?cluster_id=<CLUSTER>",
       "",
       200,
       {R"({"library":{"pypi":{"package":"pandas"}},"status":"PENDING")"}},
      {"everywhere",
       "GET",
       "/api/2.0/libraries/all-cluster-statuses",
       "",
       200,
       {R"({"statuses":[{"cluster_id":"<CLUSTER>")"}},
      {"of nothing",
       "POST",
       "/api/2.0/libraries/install",
       R"({"cluster_id":"none","libraries":[{"jar":"dbfs:/a.jar"}]})",
       400,
       {"Cluster none does not exist"}},
      {"no libraries", "POST", "/api/2.0/libraries/install", R"({"cluster_id":"<CLUSTER>"})", 400},
      {"of two kinds", "POST", "/api/2.0/libraries/install",
       R"({"cluster_id":"<CLUSTER>","libraries":[{"jar":"dbfs:/a.jar","egg":"dbfs:/a.egg"}]})", 400},
      {"uninstall",
       "POST",
       "/api/2.0/libraries/uninstall",
       R"({"cluster_id":"<CLUSTER>","libraries":[{"pypi":{"package":"pandas"}}]})",
       200,
       {"{}"}},
      {"uninstall what is not there",
       "POST",
       "/api/2.0/libraries/uninstall",
       R"({"cluster_id":"<CLUSTER>","libraries":[{"jar":"dbfs:/a.jar"}]})",
       200,
       {"{}"}},

  });
}
