#include <cstdlib>

#include "dbc/emulator/workspace_clock.hpp"
#include "support/namespaces.hpp"
#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::can_make_namespaces;
using dbc::test::RunsFixture;

namespace {

std::vector<std::string> event_types(RunsFixture& ws, const std::string& cluster) {
  std::vector<std::string> types;
  const Json page = ws.post("clusters/events", {{"cluster_id", cluster}, {"order", "ASC"}});
  for (const Json& event : page.at("events")) types.push_back(event["type"]);
  return types;
}

bool has(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// Of an API that has one version only.
void ask(RunsFixture& ws, const std::string& target, const Json& body) {
  RunsFixture::body_of(ws.call("POST", "/api/2.0/" + target, body));
}

std::string cluster_of(const Json& task) { return task["cluster_instance"]["cluster_id"]; }

}  // namespace

TEST_CASE("run clusters: an existing cluster is started on demand and stays", "[execution][run-clusters]") {
  RunsFixture ws;
  const std::string id =
      ws.post("clusters/create", ws.cluster({{"cluster_name", "c"}, {"autotermination_minutes", 20}}))["cluster_id"];
  ws.post("clusters/delete", {{"cluster_id", id}});
  Json task = ws.script("a", "import os\nprint(os.environ['DB_CLUSTER_ID'], os.environ['DATABRICKS_RUNTIME_VERSION'])");
  task.erase("new_cluster");
  task["existing_cluster_id"] = id;
  const Json run = ws.finished(ws.submit({task}));
  CHECK(cluster_of(ws.task_of(run, "a")) == id);
  CHECK(ws.output_of(run, "a")["logs"] == id + " 15.4\n");
  CHECK(ws.get("clusters/get?cluster_id=" + id)["state"] == "RUNNING");
}

TEST_CASE("run clusters: a job cluster is shared by the tasks that name it", "[execution][run-clusters]") {
  RunsFixture ws;
  Json one = ws.script("one", "open('left.txt', 'w').write('here')");
  Json two = ws.script("two", "print(open('left.txt').read())", ws.after({"one"}));
  for (Json* task : {&one, &two}) {
    task->erase("new_cluster");
    (*task)["job_cluster_key"] = "shared";
  }
  const auto job = ws.create_job(
      {one, two}, {{"job_clusters", Json::array({{{"job_cluster_key", "shared"}, {"new_cluster", ws.cluster()}}})}});
  const Json run = ws.finished(ws.run_now(job));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(cluster_of(ws.task_of(run, "one")) == cluster_of(ws.task_of(run, "two")));
  CHECK(ws.output_of(run, "two")["logs"] == "here\n");
}

TEST_CASE("run clusters: init scripts run before the tasks", "[execution][run-clusters]") {
  RunsFixture ws;
  ws.put("init.sh",
         "echo \"prepared $FOO\" > /databricks/driver/prepared.txt 2>/dev/null || echo \"prepared $FOO\" > "
         "prepared.txt\n");
  const Json spec = ws.cluster({{"init_scripts", Json::array({{{"dbfs", {{"destination", "dbfs:/init.sh"}}}}})},
                                {"spark_env_vars", {{"FOO", "bar"}}}});
  const Json run = ws.finished(ws.submit({ws.script(
      "a", "import os\nprint(open(os.environ['HOME'] + '/prepared.txt').read())", {{"new_cluster", spec}})}));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "a")["logs"] == "prepared bar\n\n");
  const auto events = event_types(ws, cluster_of(ws.task_of(run, "a")));
  CHECK(has(events, "INIT_SCRIPTS_STARTED"));
  CHECK(has(events, "INIT_SCRIPTS_FINISHED"));
  CHECK(has(events, "RUNNING"));
}

TEST_CASE("run clusters: the end of what a failed script said is cut between characters",
          "[execution][run-clusters][utf8]") {
  RunsFixture ws;
  // 3 bytes each, and one more: wherever 2,000 bytes before the end are, some variant has a character there.
  const auto padding = GENERATE(as<std::string>{}, "", "x", "xx");
  ws.put("init.sh", "for i in $(seq 1500); do printf '\\xe2\\x96\\x88'; done; printf '" + padding + "'; exit 1\n");
  const Json spec = ws.cluster({{"init_scripts", Json::array({{{"dbfs", {{"destination", "dbfs:/init.sh"}}}}})}});
  const Json run = ws.finished(ws.submit({ws.script("a", "print(1)", {{"new_cluster", spec}})}));
  const std::string message = run["state"]["state_message"];
  CHECK(message.find("\xE2\x96\x88" + padding) != std::string::npos);
  CHECK(message.find("\xEF\xBF\xBD") == std::string::npos);
  CHECK(ws.get("jobs/runs/list")["runs"].size() == 1);
}

TEST_CASE("run clusters: an init script that fails ends the cluster and the task", "[execution][run-clusters]") {
  RunsFixture ws;
  ws.put("init.sh", "echo no luck >&2\nexit 3\n");
  const std::string destination = GENERATE(as<std::string>{}, "dbfs:/init.sh", "dbfs:/missing.sh");
  const Json spec = ws.cluster({{"init_scripts", Json::array({{{"dbfs", {{"destination", destination}}}}})}});
  const auto id = ws.submit({ws.script("a", "print(1)", {{"new_cluster", spec}})});
  const Json run = ws.finished(id);
  const Json task = ws.task_of(run, "a");
  CHECK(ws.result_of(task) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(task["state"]["state_message"].get<std::string>(),
             Catch::Contains("INIT_SCRIPT_FAILURE") && Catch::Contains(destination));
  const Json list = ws.get("clusters/list");
  REQUIRE(list["clusters"].size() == 1);
  CHECK(list["clusters"][0]["termination_reason"]["code"] == "INIT_SCRIPT_FAILURE");
  CHECK(list["clusters"][0]["termination_reason"]["type"] == "CLIENT_ERROR");
}

TEST_CASE("run clusters: secrets are in the variables that refer to them", "[execution][run-clusters]") {
  RunsFixture ws;
  ask(ws, "secrets/scopes/create", {{"scope", "s"}});
  ask(ws, "secrets/put", {{"scope", "s"}, {"key", "k"}, {"string_value", "hush"}});
  const Json spec = ws.cluster({{"spark_env_vars", {{"P", "{{secrets/s/k}}"}}}});
  const Json run =
      ws.finished(ws.submit({ws.script("a", "import os\nprint(os.environ['P'][::-1])", {{"new_cluster", spec}})}));
  CHECK(ws.output_of(run, "a")["logs"] == "hsuh\n");
  CHECK(ws.get("clusters/list")["clusters"][0]["spark_env_vars"]["P"] == "{{secrets/s/k}}");
}

TEST_CASE("run clusters: a secret that is not there ends the cluster and the task", "[execution][run-clusters]") {
  RunsFixture ws;
  const Json spec = ws.cluster({{"spark_env_vars", {{"P", "{{secrets/s/k}}"}}}});
  const Json run = ws.finished(ws.submit({ws.script("a", "print(1)", {{"new_cluster", spec}})}));
  const Json task = ws.task_of(run, "a");
  CHECK(ws.result_of(task) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(task["state"]["state_message"].get<std::string>(),
             Catch::Contains("SECRET_RESOLUTION_ERROR(CLIENT_ERROR)") && Catch::Contains("scope: s and key: k"));
}

TEST_CASE("run clusters: a secret that is gone when a run comes fails its task", "[execution][run-clusters]") {
  RunsFixture ws;
  ask(ws, "secrets/scopes/create", {{"scope", "s"}});
  ask(ws, "secrets/put", {{"scope", "s"}, {"key", "k"}, {"string_value", "hush"}});
  const std::string id =
      ws.post("clusters/create", ws.cluster({{"spark_env_vars", {{"P", "{{secrets/s/k}}"}}}}))["cluster_id"];
  Json task = ws.script("a", "print(1)", {{"existing_cluster_id", id}});
  task.erase("new_cluster");
  CHECK(ws.result_of(ws.finished(ws.submit({task}))) == "TERMINATED/SUCCESS");
  ask(ws, "secrets/scopes/delete", {{"scope", "s"}});
  const Json failed = ws.task_of(ws.finished(ws.submit({task})), "a");
  CHECK(ws.result_of(failed) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(failed["state"]["state_message"].get<std::string>(), Catch::Contains("SECRET_RESOLUTION_ERROR"));
}

TEST_CASE("run clusters: a cluster that is not for jobs takes none", "[execution][run-clusters]") {
  RunsFixture ws;
  const std::string id =
      ws.post("clusters/create", ws.cluster({{"workload_type", {{"clients", {{"jobs", false}}}}}}))["cluster_id"];
  Json task = ws.script("a", "print(1)", {{"existing_cluster_id", id}});
  task.erase("new_cluster");
  const Json failed = ws.task_of(ws.finished(ws.submit({task})), "a");
  CHECK(ws.result_of(failed) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(failed["state"]["state_message"].get<std::string>(), Catch::Contains("clients.jobs"));
}

TEST_CASE("run clusters: a pool without room ends the cluster and the task", "[execution][run-clusters]") {
  RunsFixture ws;
  const std::string pool = ws.post(
      "instance-pools/create",
      {{"instance_pool_name", "small"}, {"node_type_id", "i3.xlarge"}, {"max_capacity", 1}})["instance_pool_id"];
  const Json spec{{"spark_version", "15.4.x-scala2.12"}, {"instance_pool_id", pool}, {"num_workers", 1}};
  const Json run = ws.finished(ws.submit({ws.script("a", "print(1)", {{"new_cluster", spec}})}));
  const Json task = ws.task_of(run, "a");
  CHECK(ws.result_of(task) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(task["state"]["state_message"].get<std::string>(),
             Catch::Contains("INSTANCE_POOL_CLUSTER_FAILURE(CLIENT_ERROR)") && Catch::Contains("max_capacity of 1"));
  const Json list = ws.get("clusters/list");
  REQUIRE(list["clusters"].size() == 1);
  CHECK(list["clusters"][0]["state"] == "TERMINATED");
  CHECK(list["clusters"][0]["cluster_id"] == cluster_of(task));
}

TEST_CASE("run clusters: the driver's output goes where cluster_log_conf says", "[execution][run-clusters]") {
  RunsFixture ws;
  const Json spec = ws.cluster({{"cluster_log_conf", {{"dbfs", {{"destination", "dbfs:/logs"}}}}}});
  const Json run = ws.finished(
      ws.submit({ws.script("a", "import sys\nprint('out')\nprint('err', file=sys.stderr)", {{"new_cluster", spec}})}));
  const std::string folder = "logs/" + cluster_of(ws.task_of(run, "a")) + "/driver/";
  CHECK(ws.read(folder + "stdout") == "out\n");
  CHECK(ws.read(folder + "stderr") == "err\n");
}

TEST_CASE("run clusters: a library that cannot be installed fails the task by name", "[execution][run-clusters]") {
  ::setenv("PIP_NO_INDEX", "1", 1);
  RunsFixture ws;
  const Json libraries = Json::array({{{"pypi", {{"package", "no-such-package-at-all"}}}}});
  const Json run = ws.finished(ws.submit({ws.script("a", "print(1)", {{"libraries", libraries}})}));
  ::unsetenv("PIP_NO_INDEX");
  const Json task = ws.task_of(run, "a");
  CHECK(ws.result_of(task) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(task["state"]["state_message"].get<std::string>(),
             Catch::StartsWith("Library installation failed") && Catch::Contains("no-such-package-at-all"));
  const Json status = ws.get("libraries/cluster-status?cluster_id=" + cluster_of(task));
  CHECK(status["library_statuses"][0]["status"] == "FAILED");
}

TEST_CASE("run clusters: a wheel is installed and its entry point called", "[execution][run-clusters]") {
  RunsFixture ws;
  const std::string make_wheel = R"(
import zipfile
info = 'demo-1.0.dist-info/'
with zipfile.ZipFile('/dbfs/demo-1.0-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('demo/__init__.py', 'import sys\ndef main():\n    print("called with", sys.argv[1:])\n')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
    wheel.writestr(info + 'entry_points.txt', '[console_scripts]\nrun = demo:main\n')
    wheel.writestr(info + 'RECORD', '')
)";
  const Json libraries = Json::array({{{"whl", "dbfs:/demo-1.0-py3-none-any.whl"}}});
  Json wheel{
      {"task_key", "wheel"},
      {"python_wheel_task", {{"package_name", "demo"}, {"entry_point", "run"}, {"named_parameters", {{"a", "1"}}}}},
      {"new_cluster", ws.cluster()},
      {"libraries", libraries}};
  wheel.update(ws.after({"make"}));
  const Json run = ws.finished(ws.submit({ws.script("make", make_wheel), wheel}));
  INFO(run.dump(1));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "wheel")["logs"] == "called with ['--a=1']\n");
}

TEST_CASE("run clusters: the countdown of an existing cluster begins anew with the end of a run",
          "[execution][run-clusters][idle]") {
  using namespace std::chrono_literals;
  RunsFixture ws;
  const std::string id = ws.post("clusters/create", ws.cluster({{"autotermination_minutes", 10}}))["cluster_id"];
  const auto state = [&] { return ws.get("clusters/get?cluster_id=" + id)["state"].get<std::string>(); };
  // Idle for long: the run starts it again, by the workspace's own clock.
  REQUIRE(emulator::advance_clock(ws.root(), 60min));
  CHECK(state() == "TERMINATED");
  Json task = ws.script("a",
                        "import os, time\nopen('/dbfs/ready', 'w').write('x')\n"
                        "while not os.path.exists('/dbfs/go'):\n  time.sleep(0.01)\n");
  task.erase("new_cluster");
  task["existing_cluster_id"] = id;
  const auto run = ws.submit({task});
  ws.await([&] { return !ws.read("ready").empty(); });
  // A task keeps it busy however long it takes.
  REQUIRE(emulator::advance_clock(ws.root(), 9min));
  ws.await([&] {
    return ws.get("clusters/get?cluster_id=" + id)["last_activity_time"] >=
           ws.run(run)["start_time"].get<std::int64_t>() + 500'000;
  });
  ws.put("go", "");
  const Json done = ws.finished(run);
  CHECK(done["end_time"].get<std::int64_t>() - done["start_time"].get<std::int64_t>() >= 540'000);
  REQUIRE(emulator::advance_clock(ws.root(), 9min));
  CHECK(state() == "RUNNING");
  REQUIRE(emulator::advance_clock(ws.root(), 2min));
  CHECK(state() == "TERMINATED");
  CHECK(ws.get("clusters/get?cluster_id=" + id)["termination_reason"]["code"] == "INACTIVITY");
}

TEST_CASE("run clusters: a job's cluster carries its name, its number and its tags", "[execution][run-clusters]") {
  RunsFixture ws;
  const Json spec = ws.cluster({{"custom_tags", {{"team", "own"}}}});
  const auto job = ws.create_job({ws.script("a", "print(1)", {{"new_cluster", spec}})},
                                 {{"tags", {{"team", "job's"}, {"cost", "12"}}}});
  const Json run = ws.finished(ws.run_now(job));
  const Json cluster = ws.get("clusters/get?cluster_id=" + cluster_of(ws.task_of(run, "a")));
  CHECK(cluster["default_tags"]["RunName"] == "job");
  CHECK(cluster["default_tags"]["JobId"] == std::to_string(job));
  CHECK(cluster["default_tags"]["Vendor"] == "Databricks");
  CHECK(cluster["custom_tags"] == Json({{"team", "own"}, {"cost", "12"}}));
  const Json events = ws.post("clusters/events", {{"cluster_id", cluster["cluster_id"]}});
  for (const Json& event : events.at("events"))
    CHECK_FALSE(event["details"].value("attributes", Json::object()).contains("default_tags"));
}

TEST_CASE("run clusters: the dependencies of an environment are there for its tasks", "[execution][run-clusters]") {
  RunsFixture ws;
  const std::string make_wheels = R"(
import zipfile
for name in ('one', 'two'):
    info = name + '-1.0.dist-info/'
    with zipfile.ZipFile('/dbfs/' + name + '-1.0-py3-none-any.whl', 'w') as wheel:
        wheel.writestr(name + '/__init__.py', 'text = "this is ' + name + '"\n')
        wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\nName: ' + name + '\nVersion: 1.0\n')
        wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
        wheel.writestr(info + 'RECORD', '')
open('/dbfs/needed.txt', 'w').write('/dbfs/two-1.0-py3-none-any.whl\n')
)";
  const auto environment = [](const std::string& key, const Json& dependencies) {
    return Json{{"environment_key", key}, {"spec", {{"client", "1"}, {"dependencies", dependencies}}}};
  };
  // Without namespaces /dbfs is known to the task's Python, and not to pip, which reads the file of packages.
  const std::string second = can_make_namespaces() ? "-r dbfs:/needed.txt" : "/dbfs/two-1.0-py3-none-any.whl";
  // A key is no name of a folder.
  const Json environments =
      Json::array({environment("../../own", {"/dbfs/one-1.0-py3-none-any.whl", "# why", second}),
                   environment("bare", Json::array()), environment("broken", {"/dbfs/none.whl"})});
  const auto task = [&](const std::string& key, const std::string& environment_key, const std::string& code) {
    Json made = ws.script(key, code, ws.after({"make"}));
    made.erase("new_cluster");
    made["environment_key"] = environment_key;
    return made;
  };
  const Json run = ws.finished(
      ws.submit({ws.script("make", make_wheels), task("a", "../../own", "import one, two\nprint(one.text, two.text)\n"),
                 task("b", "bare", "import one\n"), task("c", "broken", "print(1)\n")},
                {{"environments", environments}}));
  INFO(run.dump(1));
  CHECK(ws.output_of(run, "a")["logs"] == "this is one this is two\n");
  CHECK(ws.output_of(run, "b")["error"] == "ModuleNotFoundError: No module named 'one'");
  CHECK_THAT(ws.task_of(run, "c")["state"]["state_message"].get<std::string>(), Catch::Contains("none.whl"));
  CHECK_FALSE(std::filesystem::exists(ws.root() / "own"));
}
