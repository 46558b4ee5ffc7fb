#include <signal.h>

#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

const std::string k_sleeping = "import time\nopen('/dbfs/ready', 'w').write('x')\ntime.sleep(600)\n";

std::string calling(const std::string& path) { return "dbutils.notebook.run('" + path + "', 0)\n"; }

Json notebook(const std::string& key, const std::string& path, const Json& more = Json::object()) {
  Json task{{"task_key", key}, {"notebook_task", {{"notebook_path", path}}}};
  task.update(more);
  return task;
}

/// The runs that notebooks of this workspace made.
Json called(RunsFixture& ws) { return ws.get("jobs/runs/list?run_type=WORKFLOW_RUN").value("runs", Json::array()); }

/// A run whose notebook waits for another one, which sleeps.
std::int64_t begin_waiting(RunsFixture& ws, const Json& more = Json::object()) {
  ws.put_notebook("/Shared/child", k_sleeping);
  ws.put_notebook("/Shared/parent", calling("/Shared/child"));
  const auto id = ws.submit({notebook("n", "/Shared/parent", more)});
  ws.await([&] { return !ws.read("ready").empty(); });
  return id;
}

}  // namespace

TEST_CASE("called runs: a run of dbutils.notebook.run names the task that made it", "[execution][called]") {
  RunsFixture ws;
  ws.put_notebook("/Shared/child", "dbutils.notebook.exit('x')\n");
  ws.put_notebook("/Shared/parent", "dbutils.notebook.exit(dbutils.notebook.run('./child'))\n");
  const Json run = ws.finished(ws.submit({notebook("n", "/Shared/parent")}));
  CHECK(ws.output_of(run, "n")["notebook_output"]["result"] == "x");
  const Json children = called(ws);
  REQUIRE(children.size() == 1);
  CHECK(children[0]["run_type"] == "WORKFLOW_RUN");
  CHECK(children[0]["trigger_info"]["run_id"] == ws.task_of(run, "n")["run_id"]);
}

TEST_CASE("called runs: they end with the run that made them when that is cancelled", "[execution][called]") {
  RunsFixture ws;
  const auto id = begin_waiting(ws);
  ws.cancel(id);
  CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/CANCELED");
  const auto child = called(ws)[0]["run_id"].get<std::int64_t>();
  CHECK(ws.result_of(ws.finished(child)) == "TERMINATED/CANCELED");
  CHECK(ws.processes_of(child).empty());
}

TEST_CASE("called runs: they end with the task that made them when that is out of time", "[execution][called]") {
  RunsFixture ws;
  const auto id = begin_waiting(ws, {{"timeout_seconds", 3}});
  CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/TIMEDOUT");
  const auto child = called(ws)[0]["run_id"].get<std::int64_t>();
  CHECK(ws.result_of(ws.finished(child)) == "TERMINATED/CANCELED");
}

TEST_CASE("called runs: they end when the supervisor above them dies", "[execution][called]") {
  RunsFixture ws;
  const auto id = begin_waiting(ws);
  const auto child = called(ws)[0]["run_id"].get<std::int64_t>();
  REQUIRE(::kill(ws.supervisor_of(id), SIGKILL) == 0);
  // Nobody asks for a run: the one below notices by itself.
  ws.await([&] { return !std::filesystem::exists(ws.lock_of(child)); });
  CHECK(ws.processes_of(child).empty());
  CHECK(ws.result_of(ws.run(child)) == "TERMINATED/CANCELED");
  CHECK(ws.result_of(ws.run(id)) == "INTERNAL_ERROR/FAILED");
}

TEST_CASE("called runs: the run of a job ends when the supervisor above it dies", "[execution][called]") {
  RunsFixture ws;
  const auto inner = ws.create_job({ws.script("inner", k_sleeping)});
  const auto outer = ws.create_job({{{"task_key", "call"}, {"run_job_task", {{"job_id", inner}}}}});
  const auto id = ws.run_now(outer);
  ws.await([&] { return !ws.read("ready").empty(); });
  const auto child = ws.get("jobs/runs/list?job_id=" + std::to_string(inner))["runs"][0]["run_id"].get<std::int64_t>();
  REQUIRE(::kill(ws.supervisor_of(id), SIGKILL) == 0);
  CHECK(ws.result_of(ws.finished(child)) == "TERMINATED/CANCELED");
  CHECK(ws.result_of(ws.run(id)) == "INTERNAL_ERROR/FAILED");
}

TEST_CASE("called runs: a notebook that runs itself comes to an end", "[execution][called]") {
  RunsFixture ws;
  ws.put_notebook("/Shared/self", calling("/Shared/self"));
  const Json run = ws.finished(ws.submit({notebook("n", "/Shared/self")}));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(ws.output_of(run, "n")["error"].get<std::string>(), Catch::Contains("nested 10 deep"));
  CHECK(called(ws).size() == 10);
}

TEST_CASE("called runs: jobs that run each other in a circle are refused by name", "[execution][called]") {
  RunsFixture ws;
  const auto calls = [](std::int64_t job) {
    return std::vector<Json>{{{"task_key", "call"}, {"run_job_task", {{"job_id", job}}}}};
  };
  const Json queue{{"queue", {{"enabled", true}}}};
  const auto last = ws.create_job({ws.script("a", "print(1)")}, queue);
  const auto middle = ws.create_job(calls(last), queue);
  const auto first = ws.create_job(calls(middle), queue);
  ws.post("jobs/update",
          {{"job_id", last}, {"new_settings", {{"tasks", calls(first)}}}, {"fields_to_remove", {"tasks/a"}}});
  const Json run = ws.finished(ws.run_now(first));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  const Json all = ws.get("jobs/runs/list")["runs"];
  REQUIRE(all.size() == 3);
  const Json task = ws.task_of(ws.run(all[0]["run_id"].get<std::int64_t>()), "call");
  const auto name = [](std::int64_t job) { return "job " + std::to_string(job); };
  CHECK_THAT(
      task["state"]["state_message"].get<std::string>(),
      Catch::EndsWith("circle: " + name(first) + " > " + name(middle) + " > " + name(last) + " > " + name(first)));
}

TEST_CASE("called runs: jobs that run jobs end three levels below", "[execution][called]") {
  RunsFixture ws;
  auto job = ws.create_job({ws.script("a", "print(1)")});
  const int levels = GENERATE(3, 4);
  for (int i = 0; i < levels; ++i) job = ws.create_job({{{"task_key", "call"}, {"run_job_task", {{"job_id", job}}}}});
  const Json run = ws.finished(ws.run_now(job));
  CHECK(ws.result_of(run) == (levels == 3 ? "TERMINATED/SUCCESS" : "INTERNAL_ERROR/FAILED"));
  CHECK(ws.get("jobs/runs/list")["runs"].size() == 4);
}

TEST_CASE("called runs: a task waits for the last attempt at the run of a flat job", "[execution][called]") {
  RunsFixture ws;
  Json inner = ws.script("x",
                         "import os\np = '/dbfs/tries'\nn = os.path.getsize(p) if os.path.exists(p) else 0\n"
                         "open(p, 'a').write('x')\nassert n == 1\n",
                         {{"name", "flat"}, {"max_retries", 1}});
  inner.erase("task_key");
  const auto job = ws.body_of(ws.call("POST", "/api/2.0/jobs/create", inner))["job_id"].get<std::int64_t>();
  const Json run = ws.finished(ws.submit({{{"task_key", "call"}, {"run_job_task", {{"job_id", job}}}}}));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.read("tries") == "xx");
}

TEST_CASE("called runs: a notebook without a cluster hands its packages on", "[execution][called]") {
  RunsFixture ws;
  ws.put_notebook("/Shared/child", "import os\ndbutils.notebook.exit(os.environ.get('IS_SERVERLESS', ''))\n");
  ws.put_notebook("/Shared/parent", "dbutils.notebook.exit(dbutils.notebook.run('./child'))\n");
  const Json environment{{"environment_key", "own"}, {"spec", {{"client", "1"}}}};
  const auto id = ws.submit({notebook("n", "/Shared/parent", {{"environment_key", "own"}})},
                            {{"environments", Json::array({environment})}});
  const Json run = ws.finished(id);
  INFO(run.dump(1) << ws.output_of(run, "n").dump(1));
  CHECK(ws.output_of(run, "n")["notebook_output"]["result"] == "TRUE");
  const auto child = called(ws)[0]["run_id"].get<std::int64_t>();
  CHECK(ws.run(child)["tasks"][0]["environment_key"] == "own");
}
