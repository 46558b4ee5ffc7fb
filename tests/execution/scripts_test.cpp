#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

TEST_CASE("scripts: a script runs, and its output comes back", "[execution][scripts]") {
  RunsFixture ws;
  Json task = ws.script("a", "import sys\nprint('hello', sys.argv[1:])\nprint('aside', file=sys.stderr)\n");
  task["spark_python_task"]["parameters"] = {"x", "é"};
  const auto id = ws.submit({task});
  const Json run = ws.finished(id);
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  const Json done = ws.task_of(run, "a");
  CHECK(ws.result_of(done) == "TERMINATED/SUCCESS");
  CHECK(done["execution_duration"].get<int>() > 0);
  CHECK(done["end_time"].get<std::int64_t>() >= done["start_time"].get<std::int64_t>());
  const Json output = ws.output_of(run, "a");
  CHECK(output["logs"].get<std::string>().find("hello ['x', 'é']\n") != std::string::npos);
  CHECK(output["logs"].get<std::string>().find("aside\n") != std::string::npos);
  CHECK(output["logs_truncated"] == false);
  CHECK_FALSE(output.contains("error"));
  const std::string cluster = done["cluster_instance"]["cluster_id"];
  ws.await([&] { return ws.get("clusters/get?cluster_id=" + cluster)["state"] == "TERMINATED"; });
  const Json ended = ws.get("clusters/get?cluster_id=" + cluster);
  CHECK(ended["cluster_source"] == "JOB");
  CHECK(ended["termination_reason"]["code"] == "JOB_FINISHED");
  ws.await([&] { return !std::filesystem::exists(ws.lock_of(id)); });
  CHECK(ws.processes_of(id).empty());
}

TEST_CASE("scripts: a failure tells the exception and where it came from", "[execution][scripts]") {
  RunsFixture ws;
  const Json run = ws.finished(ws.submit({ws.script("a", "def f():\n  return 1 / 0\nf()\n")}));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK(
      run["state"]["state_message"] ==
      "Task a failed with message: Workload failed, see run output for details: ZeroDivisionError: division by zero.");
  CHECK(ws.result_of(ws.task_of(run, "a")) == "TERMINATED/FAILED");
  const Json output = ws.output_of(run, "a");
  CHECK(output["error"] == "ZeroDivisionError: division by zero");
  CHECK(output["error_trace"].get<std::string>().find("in f") != std::string::npos);
  CHECK(output["logs"].get<std::string>().find("ZeroDivisionError") != std::string::npos);
}

TEST_CASE("scripts: an exit code and a signal are told", "[execution][scripts]") {
  RunsFixture ws;
  const Json run = ws.finished(ws.submit({ws.script("code", "import os\nos._exit(7)\n"), ws.script("zero", "exit(0)"),
                                          ws.script("signal", "import os\nos.kill(os.getpid(), 9)\n")}));
  CHECK(ws.output_of(run, "code")["error"] == "The program ended with exit code 7.");
  CHECK(ws.output_of(run, "signal")["error"] == "The program was ended by signal 9 (Killed).");
  CHECK(ws.result_of(ws.task_of(run, "zero")) == "TERMINATED/SUCCESS");
}

TEST_CASE("scripts: what a task needs and is not there is named", "[execution][scripts]") {
  RunsFixture ws;
  Json missing = ws.script("missing", "");
  missing["spark_python_task"]["python_file"] = "dbfs:/no/such.py";
  Json elsewhere = ws.script("elsewhere", "");
  elsewhere["spark_python_task"]["python_file"] = "s3://bucket/x.py";
  Json jar{{"task_key", "jar"}, {"spark_jar_task", {{"main_class_name", "a.B"}}}, {"new_cluster", ws.cluster()}};
  Json notebook{{"task_key", "notebook"}, {"notebook_task", {{"notebook_path", "/no/such"}}}};
  const Json run = ws.finished(ws.submit({missing, elsewhere, jar, notebook}));
  const auto message = [&](const std::string& key) {
    const Json task = ws.task_of(run, key);
    CHECK(ws.result_of(task) == "INTERNAL_ERROR/FAILED");
    return task["state"]["state_message"].get<std::string>();
  };
  CHECK_THAT(message("missing"), Catch::Contains("dbfs:/no/such.py"));
  CHECK_THAT(message("elsewhere"), Catch::Contains("s3://bucket/x.py"));
  CHECK_THAT(message("jar"), Catch::Contains("spark_jar_task") && Catch::Contains("Apache Spark"));
  CHECK_THAT(message("notebook"), Catch::Contains("/no/such"));
  CHECK(ws.output_of(run, "jar")["error"] == message("jar"));
}

TEST_CASE("scripts: sources of all places run", "[execution][scripts]") {
  RunsFixture ws;
  const std::string code = "import sys\nprint('from', sys.argv[0])\n";
  const auto volumes = ws.root() / "files/volumes/main/default/files/v.py";
  std::ofstream(volumes) << code;
  std::ofstream(ws.root() / "files/workspace/Shared/w.py") << code;
  std::ofstream(ws.folder.path() / "local.py") << code;
  const std::vector<std::string> files{"/Volumes/main/default/files/v.py", "dbfs:/Volumes/main/default/files/v.py",
                                       "/Workspace/Shared/w.py", "/Shared/w.py",
                                       "file:" + (ws.folder.path() / "local.py").string()};
  const std::string file = files.at(GENERATE(range(0U, 5U)));
  Json task = ws.script("a", "");
  task["spark_python_task"]["python_file"] = file;
  const Json run = ws.finished(ws.submit({task}));
  INFO(file << run.dump(1));
  CHECK_THAT(ws.output_of(run, "a")["logs"].get<std::string>(), Catch::StartsWith("from /"));
}

TEST_CASE("scripts: output beyond the limit keeps its end", "[execution][scripts]") {
  RunsFixture ws;
  const Json run = ws.finished(ws.submit({ws.script("a",
                                                    "import sys\nfor i in range(120):\n  sys.stdout.write('é' * 50000 "
                                                    "+ '\\n')\nsys.stdout.buffer.write(b'\\xff')\nprint('last')\n")}));
  const Json output = ws.output_of(run, "a");
  CHECK(output["logs_truncated"] == true);
  const auto logs = output["logs"].get<std::string>();
  CHECK(logs.size() <= 5 * 1024 * 1024 + 2);
  CHECK(logs.ends_with("\xEF\xBF\xBDlast\n"));
}
