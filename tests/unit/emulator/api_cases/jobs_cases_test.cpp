#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::ApiCase;
using dbc::test::check_both_doors;

namespace {

std::vector<ApiCase> job_cases() {
  const std::string cyclic =
      R"({"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/a"},"depends_on":[{"task_key":"b"}]},)"
      R"({"task_key":"b","notebook_task":{"notebook_path":"/b"},"depends_on":[{"task_key":"a"}]}]})";
  return {
      {"list of nothing", "GET", "/api/2.0/jobs/list", "", 200, {"{}"}},
      {"page of nothing", "GET", "/api/2.2/jobs/list?limit=100", "", 200, {"{}"}},
      {"older page of nothing", "GET", "/api/2.1/jobs/list?limit=100", "", 200, {R"({"has_more":false})"}},
      {"runs of nothing", "GET", "/api/2.0/jobs/runs/list", "", 200, {R"({"has_more":false})"}},
      {"get of nothing",
       "GET",
       "/api/2.2/jobs/get?job_id=1",
       "",
       400,
       {R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Job 1 does not exist."})"}},
      {"run of nothing",
       "GET",
       "/api/2.1/jobs/runs/get?run_id=1",
       "",
       400,
       {R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Run 1 does not exist."})"}},
      {"start of nothing", "POST", "/api/2.1/jobs/run-now", "{}", 400, {"Job 0 does not exist."}},
      {"a circle", "POST", "/api/2.2/jobs/create", cyclic, 400, {"Invalid dependency graph, the tasks 'a', 'b'"}},
      {"an id beyond 64 bits",
       "POST",
       "/api/2.1/jobs/delete",
       R"({"job_id":123456789012345678901234567890})",
       400,
       {"Expected 'INTEGER' for field 'job_id'"}},
      {"delete of nothing, once", "POST", "/api/2.0/jobs/delete", R"({"job_id":"1"})", 200, {"{}"}},
      {"delete of nothing, now", "POST", "/api/2.1/jobs/delete", R"({"job_id":"1"})", 400, {"Job 1 does not exist."}},
      {"unknown version", "GET", "/api/2.3/jobs/list", "", 404, {"No API found for 'GET /jobs/list'"}},
  };
}

}  // namespace

TEST_CASE("api: jobs answer the same through both doors", "[emulator][api]") { check_both_doors(job_cases()); }
