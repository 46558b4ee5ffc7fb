#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;
using dbc::test::keeping;

TEST_CASE("api: runs answer the same through both doors", "[emulator][api]") {
  const std::string job =
      R"({"name":"j","tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/a"},"new_cluster":)"
      R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":1}}]})";
  check_both_doors({

      keeping({"a job", "POST", "/api/2.1/jobs/create", job, 200}, "JOB", "/job_id"),
      keeping({"a run",
               "POST",
               "/api/2.1/jobs/run-now",
               R"({"job_id":<JOB>})",
               200,
               {R"({"run_id":<RUN>,"number_in_job":<RUN>})"}},
              "RUN", "/run_id"),
      keeping(keeping({"its look",
                       "GET",
                       "/api/2.1/jobs/runs/get?run_id=<RUN>",
                       "",
                       200,
                       {R"("run_id":<RUN>)", R"("life_cycle_state")", R"("task_key":"a")"}},
                      "PAGE", "/run_page_url"),
              "TASK", "/tasks/0/run_id"),
      {"output of the whole",
       "GET",
       "/api/2.1/jobs/runs/get-output?run_id=<RUN>",
       "",
       400,
       {"Retrieving the output of runs with multiple tasks is not supported"}},
      {"a look at nothing", "GET", "/api/2.1/jobs/runs/get?run_id=1", "", 400, {"Run 1 does not exist."}},
      {"a look without an id", "GET", "/api/2.1/jobs/runs/get", "", 400, {"Missing required field: run_id"}},
      {"parameters of two kinds", "POST", "/api/2.1/jobs/run-now",
       R"({"job_id":<JOB>,"notebook_params":{"a":"b"},"jar_params":["c"]})", 400},
      {"both kinds of runs",
       "GET",
       "/api/2.1/jobs/runs/list?active_only=true&completed_only=true",
       "",
       400,
       {"active_only and completed_only cannot both be true"}},
      {"too large a page", "GET", "/api/2.1/jobs/runs/list?limit=1000", "", 400},
      {"cancel nothing", "POST", "/api/2.1/jobs/runs/cancel", R"({"run_id":1})", 400, {"Run 1 does not exist."}},
      {"repair without tasks",
       "POST",
       "/api/2.1/jobs/runs/repair",
       R"({"run_id":<RUN>})",
       400,
       {"Exactly one of rerun_tasks and rerun_all_failed_tasks"}},
      {"submit without tasks",
       "POST",
       "/api/2.1/jobs/runs/submit",
       R"({"run_name":"x"})",
       400,
       {"Missing required field: tasks"}},

  });
}
