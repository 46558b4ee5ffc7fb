#include <unistd.h>

#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

TEST_CASE("graph: a notebook's values reach the tasks that follow", "[execution][graph]") {
  RunsFixture ws;
  ws.put_notebook("/Shared/first", "dbutils.jobs.taskValues.set('count', 3)\ndbutils.notebook.exit('bye')\n");
  ws.put_notebook("/Shared/second",
                  "print('got', dbutils.jobs.taskValues.get('first', 'count'))\n"
                  "print('widget', dbutils.widgets.get('n'), dbutils.widgets.get('p'))\n");
  const Json first{{"task_key", "first"}, {"notebook_task", {{"notebook_path", "/Shared/first"}}}};
  Json second{
      {"task_key", "second"},
      {"notebook_task",
       {{"notebook_path", "/Workspace/Shared/second"}, {"base_parameters", {{"n", "{{tasks.first.values.count}}"}}}}}};
  second.update(ws.after({"first"}));
  const auto job = ws.create_job({first, second}, {{"parameters", Json::array({{{"name", "p"}, {"default", "d"}}})}});
  const auto id = ws.run_now(job, {{"job_parameters", {{"p", "v"}}}});
  const Json run = ws.finished(id);
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "first")["notebook_output"] == Json({{"result", "bye"}, {"truncated", false}}));
  const auto second_id = ws.task_of(run, "second")["run_id"].get<std::int64_t>();
  const Json views = ws.get("jobs/runs/export?run_id=" + std::to_string(second_id))["views"];
  REQUIRE(views.size() == 1);
  CHECK(views[0]["name"] == "second");
  CHECK_THAT(views[0]["content"].get<std::string>(), Catch::Contains("got 3") && Catch::Contains("widget 3 v"));
}

TEST_CASE("graph: a notebook that fails tells its cell", "[execution][graph]") {
  RunsFixture ws;
  ws.put_notebook("/Shared/n", "print(1)\n\n# COMMAND ----------\n\nraise ValueError('no luck')\n");
  const Json run = ws.finished(ws.submit({{{"task_key", "n"}, {"notebook_task", {{"notebook_path", "/Shared/n"}}}}}));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  const Json output = ws.output_of(run, "n");
  CHECK(output["error"] == "ValueError: no luck");
  CHECK_FALSE(output["error_trace"].get<std::string>().empty());
}

TEST_CASE("graph: the REST API answers a notebook as the run's user", "[execution][graph]") {
  RunsFixture ws;
  ws.put_notebook("/Shared/child", "dbutils.notebook.exit('from ' + dbutils.widgets.get('who'))\n");
  ws.put_notebook("/Shared/parent",
                  "dbutils.notebook.exit(dbutils.notebook.run('/Shared/child', 60, {'who': 'parent'}))\n");
  const Json run = ws.finished(ws.submit(
      {{{"task_key", "n"}, {"notebook_task", {{"notebook_path", "/Shared/parent"}}}, {"new_cluster", ws.cluster()}}}));
  INFO(run.dump(1) << ws.output_of(run, "n").dump(1));
  CHECK(ws.output_of(run, "n")["notebook_output"]["result"] == "from parent");
}

TEST_CASE("graph: a condition decides which branch runs", "[execution][graph]") {
  RunsFixture ws;
  const Json condition{{"task_key", "c"},
                       {"condition_task", {{"op", "GREATER_THAN"}, {"left", "{{job.parameters.n}}"}, {"right", "5"}}}};
  const auto branch = [&](const std::string& key, const std::string& outcome) {
    return ws.script(key, "print(1)", {{"depends_on", Json::array({{{"task_key", "c"}, {"outcome", outcome}}})}});
  };
  const auto job = ws.create_job({condition, branch("big", "true"), branch("small", "false")},
                                 {{"parameters", Json::array({{{"name", "n"}, {"default", "7"}}})}});
  const Json run = ws.finished(ws.run_now(job));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.task_of(run, "c")["condition_task"]["outcome"] == "true");
  CHECK(ws.result_of(ws.task_of(run, "big")) == "TERMINATED/SUCCESS");
  CHECK(ws.result_of(ws.task_of(run, "small")).ends_with("/EXCLUDED"));
}

TEST_CASE("graph: a loop runs its task for each input", "[execution][graph]") {
  RunsFixture ws;
  Json nested = ws.script("one", "import sys\nprint('input', sys.argv[1])\nassert sys.argv[1] != 'bad'\n");
  nested["spark_python_task"]["parameters"] = {"{{input}}"};
  const std::string inputs = GENERATE(as<std::string>{}, R"(["x", "y", 3])", R"(["x", "bad", "z"])");
  const bool is_good = inputs.find("bad") == std::string::npos;
  const Json loop{{"task_key", "loop"}, {"for_each_task", {{"inputs", inputs}, {"concurrency", 2}, {"task", nested}}}};
  const Json run = ws.finished(ws.submit({loop}));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == (is_good ? "TERMINATED/SUCCESS" : "INTERNAL_ERROR/FAILED"));
  const Json task = ws.task_of(run, "loop");
  const Json& stats = task["for_each_task"]["stats"]["task_run_stats"];
  CHECK(stats["total_iterations"] == 3);
  CHECK(stats["succeeded_iterations"] == (is_good ? 3 : 2));
  CHECK(run["tasks"].size() == 1);
  const Json iterations = ws.run(task["run_id"].get<std::int64_t>())["iterations"];
  REQUIRE(iterations.size() == 3);
  CHECK_THAT(ws.output(iterations[0]["run_id"].get<std::int64_t>())["logs"].get<std::string>(),
             Catch::StartsWith("input x"));
}

TEST_CASE("graph: a task that runs a job ends as its run does", "[execution][graph]") {
  RunsFixture ws;
  const bool is_good = GENERATE(true, false);
  Json script = ws.script("inner", std::string("import sys\nprint(sys.argv)\n") + (is_good ? "" : "assert False\n"));
  script["spark_python_task"]["parameters"] = {"{{job.parameters.p}}"};
  const auto inner = ws.create_job({script}, {{"parameters", Json::array({{{"name", "p"}, {"default", "d"}}})}});
  const auto outer = ws.create_job(
      {{{"task_key", "call"}, {"run_job_task", {{"job_id", inner}, {"job_parameters", {{"p", "given"}}}}}}});
  const Json run = ws.finished(ws.run_now(outer));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == (is_good ? "TERMINATED/SUCCESS" : "INTERNAL_ERROR/FAILED"));
  const auto child = ws.output_of(run, "call")["run_job_output"]["run_id"].get<std::int64_t>();
  const Json child_run = ws.run(child);
  CHECK(child_run["trigger"] == "RUN_JOB_TASK");
  CHECK(child_run["trigger_info"]["run_id"] == ws.task_of(run, "call")["run_id"]);
  CHECK_THAT(ws.output_of(child_run, "inner")["logs"].get<std::string>(), Catch::Contains("'given'"));
}

TEST_CASE("graph: cancelling a run cancels the run of the job that it waits for", "[execution][graph]") {
  RunsFixture ws;
  const auto inner =
      ws.create_job({ws.script("inner", "import time\nopen('/dbfs/ready', 'w').write('x')\ntime.sleep(600)")});
  const auto outer = ws.create_job({{{"task_key", "call"}, {"run_job_task", {{"job_id", inner}}}}});
  const auto id = ws.run_now(outer);
  ws.await([&] { return !ws.read("ready").empty(); });
  ws.cancel(id);
  CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/CANCELED");
  const Json child = ws.get("jobs/runs/list?job_id=" + std::to_string(inner))["runs"][0];
  CHECK(ws.result_of(child) == "TERMINATED/CANCELED");
}

TEST_CASE("graph: what references came to is shown to those who ask", "[execution][graph]") {
  RunsFixture ws;
  Json script = ws.script("a", "print(1)");
  script["spark_python_task"]["parameters"] = {"{{job.parameters.p}}", "plain"};
  const Json condition{{"task_key", "c"},
                       {"condition_task", {{"op", "EQUAL_TO"}, {"left", "{{job.parameters.p}}"}, {"right", "v"}}}};
  const auto job =
      ws.create_job({script, condition}, {{"parameters", Json::array({{{"name", "p"}, {"default", "v"}}})}});
  const auto id = ws.run_now(job);
  CHECK_FALSE(ws.task_of(ws.finished(id), "a").contains("resolved_values"));
  const Json run = ws.get("jobs/runs/get?include_resolved_values=true&run_id=" + std::to_string(id));
  CHECK(ws.task_of(run, "a")["resolved_values"] == Json({{"spark_python_task", {{"parameters", {"v", "plain"}}}}}));
  CHECK(ws.task_of(run, "c")["resolved_values"] == Json({{"condition_task", {{"left", "v"}, {"right", "v"}}}}));
  CHECK(ws.task_of(run, "c")["condition_task"]["outcome"] == "true");
  CHECK(ws.call("GET", "/api/2.2/jobs/runs/get?include_resolved_values=x&run_id=" + std::to_string(id)).status == 400);
}

TEST_CASE("graph: tasks and pages name the server that serves the workspace", "[execution][graph]") {
  RunsFixture ws;
  Json script = ws.script("a", "import sys\nprint(sys.argv[1])\n");
  script["spark_python_task"]["parameters"] = {"{{workspace.url}}"};
  const auto url_of = [&](int pid) {
    const Json state{{"url", "https://127.0.0.1:4430/"}, {"pid", pid}};
    std::ofstream(ws.root() / "emulator.json") << state.dump();
    const Json run = ws.finished(ws.submit({script}));
    const std::string page = run["run_page_url"];
    const std::string told = ws.output_of(run, "a")["logs"];
    CHECK(page.substr(0, page.find("/?o=")) + "\n" == told);
    return told;
  };
  CHECK(url_of(::getpid()) == "https://127.0.0.1:4430\n");
  CHECK(url_of(0) == "http://localhost\n");
  std::ofstream(ws.root() / "emulator.json") << "{";
  CHECK_THAT(ws.run(ws.submit({script}))["run_page_url"].get<std::string>(), Catch::StartsWith("http://localhost/"));
}
