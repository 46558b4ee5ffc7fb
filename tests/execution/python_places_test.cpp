#include <cstdlib>
#include <set>

#include "support/namespaces.hpp"
#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::can_make_namespaces;
using dbc::test::RunsFixture;

namespace {

namespace fs = std::filesystem;

/// Makes a wheel at argv[1]: a package `tiny` with a value.
constexpr std::string_view k_make_wheel = R"(
import sys, zipfile
info = 'tiny-1.0.dist-info/'
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('tiny/__init__.py', 'value = 5\n')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
    wheel.writestr(info + 'RECORD', '')
)";

std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().string().find("__pycache__") == std::string::npos) files.insert(entry.path().string());
  return files;
}

/// A virtual environment of the user's that is active, with a package of its own.
class ActiveEnvironment {
 public:
  ActiveEnvironment() {
    REQUIRE(std::system(("python3 -m venv --without-pip " + root().string()).c_str()) == 0);
    for (const auto& entry : fs::directory_iterator(root() / "lib"))
      std::ofstream(entry.path() / "site-packages/of_the_user.py") << "value = 'of the user'\n";
    std::ofstream(root() / "bin/pip") << "#!/bin/sh\ntouch \"${0%/*}/pip-was-called\"\n";
    fs::permissions(root() / "bin/pip", fs::perms::owner_all);
    before_ = files_below(root());
    ::setenv("PATH", ((root() / "bin").string() + ":" + path_).c_str(), 1);
  }
  ~ActiveEnvironment() { ::setenv("PATH", path_.c_str(), 1); }
  ActiveEnvironment(const ActiveEnvironment&) = delete;
  ActiveEnvironment& operator=(const ActiveEnvironment&) = delete;

  [[nodiscard]] fs::path root() const { return folder_.path() / "venv"; }
  [[nodiscard]] bool is_untouched() const { return files_below(root()) == before_; }

 private:
  test::TemporaryFolder folder_;
  std::string path_ = std::getenv("PATH");
  std::set<std::string> before_;
};

void put_wheel(RunsFixture& ws) {
  const auto script = ws.folder.path() / "make_wheel.py";
  std::ofstream(script) << k_make_wheel;
  fs::create_directories(ws.root() / "files/dbfs/w");
  const auto wheel = ws.root() / "files/dbfs/w/tiny-1.0-py3-none-any.whl";
  REQUIRE(std::system(("python3 " + script.string() + " " + wheel.string()).c_str()) == 0);
}

Json with_init_script(RunsFixture& ws, const std::string& script, const Json& more = Json::object()) {
  ws.put("w/init.sh", script);
  Json spec = ws.cluster({{"init_scripts", Json::array({{{"dbfs", {{"destination", "dbfs:/w/init.sh"}}}}})}});
  spec.update(more);
  return spec;
}

Json notebook_task(const std::string& key, const Json& cluster) {
  return {{"task_key", key}, {"notebook_task", {{"notebook_path", "/Shared/" + key}}}, {"new_cluster", cluster}};
}

}  // namespace

TEST_CASE("python places: pip of an init script is the cluster's, whatever environment is active",
          "[execution][python]") {
  RunsFixture ws;
  const bool is_mapped = GENERATE(false, true);
  if (is_mapped) std::ofstream(ws.root() / "emulator.toml") << "[runs]\npaths = \"mapped\"\n";
  put_wheel(ws);
  const ActiveEnvironment active;
  const Json spec = with_init_script(ws, "set -e\npip install --no-index \"${0%/*}\"/tiny-1.0-py3-none-any.whl\n");
  const Json run = ws.finished(
      ws.submit({ws.script("a", "import tiny, of_the_user, sys\nprint(tiny.value, of_the_user.value, tiny.__file__)\n",
                           {{"new_cluster", spec}})}));
  INFO(run.dump(1));
  REQUIRE(ws.result_of(run) == "TERMINATED/SUCCESS");
  const std::string logs = ws.output_of(run, "a")["logs"];
  CHECK_THAT(logs, Catch::StartsWith("5 of the user "));
  CHECK(logs.find(active.root().string()) == std::string::npos);
  CHECK(active.is_untouched());
}

TEST_CASE("python places: pip of a cell is the task's, whatever environment is active", "[execution][python]") {
  if (!can_make_namespaces()) {
    WARN("left out: programs see /dbfs in namespaces alone, which this machine refuses");
    return;
  }
  RunsFixture ws;
  put_wheel(ws);
  const ActiveEnvironment active;
  const std::string wheel = "/dbfs/w/tiny-1.0-py3-none-any.whl";
  const auto install =
      GENERATE_COPY(as<std::string>{}, "!pip install --no-index " + wheel, "%sh pip install --no-index " + wheel,
                    "%pip install --no-index " + wheel, "!/databricks/python/bin/pip install --no-index " + wheel,
                    "import sys\n!{sys.executable} -m pip install --no-index " + wheel);
  ws.put_notebook("/Shared/n", install +
                                   "\n\n# COMMAND ----------\n\nimport tiny, of_the_user\n"
                                   "print(tiny.value, of_the_user.value)\ndbutils.notebook.exit(tiny.__file__)\n");
  const Json run = ws.finished(ws.submit({notebook_task("n", ws.cluster())}));
  INFO(install << run.dump(1));
  REQUIRE(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK_THAT(ws.output_of(run, "n")["notebook_output"]["result"].get<std::string>(),
             Catch::StartsWith("/databricks/packages/"));
  CHECK(active.is_untouched());
}

TEST_CASE("python places: what a Python file installs is its task's, and there at once", "[execution][python]") {
  RunsFixture ws;
  const bool is_mapped = GENERATE(false, true);
  if (is_mapped) std::ofstream(ws.root() / "emulator.toml") << "[runs]\npaths = \"mapped\"\n";
  put_wheel(ws);
  const std::string folder = is_mapped || !can_make_namespaces() ? (ws.root() / "files/dbfs").string() : "/dbfs";
  const std::string pip = GENERATE(as<std::string>{}, "[sys.executable, '-m', 'pip']", "['pip']",
                                   "[os.environ['PATH'].split(':')[1] + '/pip']");  // that of the cluster
  const std::string install = "import os, subprocess, sys\nsubprocess.check_call([*" + pip +
                              ", 'install', '--no-index', '" + folder + "/w/tiny-1.0-py3-none-any.whl'])\n";
  const std::string look = "import importlib.util\nprint(importlib.util.find_spec('tiny'))\n";
  const std::string id = ws.post("clusters/create", ws.cluster({{"cluster_name", "c"}}))["cluster_id"];
  Json tasks = Json::array({ws.script("a", install + "import tiny\nprint('installed', tiny.value)\n"),
                            ws.script("b", look, ws.after({"a"}))});
  for (Json& task : tasks) {
    task.erase("new_cluster");
    task["existing_cluster_id"] = id;
  }
  const Json run = ws.finished(ws.submit(tasks));
  INFO(run.dump(1));
  REQUIRE(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK_THAT(ws.output_of(run, "a")["logs"].get<std::string>(), Catch::EndsWith("installed 5\n"));
  CHECK(ws.output_of(run, "b")["logs"] == "None\n");
}

TEST_CASE("python places: what an init script writes below /databricks is there for the tasks", "[execution][python]") {
  if (!can_make_namespaces()) {
    WARN("left out: /databricks is there in namespaces alone, which this machine refuses");
    return;
  }
  RunsFixture ws;
  const Json spec = with_init_script(
      ws,
      "set -e\nfor f in driver/conf/00-own.conf jars/a.jar spark/conf/b.conf hive/conf/c.xml new.txt; do\n"
      "  echo kept > /databricks/$f\ndone\nmkdir /databricks/folder\ntest -x /databricks/python3/bin/python\n");
  const std::string code =
      "import os\nfor f in 'driver/conf/00-own.conf jars/a.jar spark/conf/b.conf hive/conf/c.xml new.txt'.split():\n"
      "  print(open('/databricks/' + f).read().strip(), os.path.isdir('/databricks/folder'))\n"
      "open('/databricks/by_task', 'w').close()\n";
  const Json run = ws.finished(ws.submit({ws.script("a", code, {{"new_cluster", spec}})}));
  INFO(run.dump(1));
  REQUIRE(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "a")["logs"] == "kept True\nkept True\nkept True\nkept True\nkept True\n");
}

TEST_CASE("python places: settings of an init script reach the tasks of each user of a cluster",
          "[execution][python]") {
  if (!can_make_namespaces()) {
    WARN("left out: /databricks is there in namespaces alone, which this machine refuses");
    return;
  }
  RunsFixture ws;
  REQUIRE(ws.call("POST", "/api/2.0/preview/scim/v2/Users", {{"userName", "bob@example.com"}}).status == 201);
  Json spec = with_init_script(ws, "echo kept > /databricks/driver/conf/00-own.conf\n");
  spec["autotermination_minutes"] = 20;
  const std::string cluster = ws.post("clusters/create", spec)["cluster_id"];
  Json task = ws.script("a", "print(open('/databricks/driver/conf/00-own.conf').read().strip())");
  task.erase("new_cluster");
  task["existing_cluster_id"] = cluster;
  CHECK(ws.output_of(ws.finished(ws.submit({task})), "a")["logs"] == "kept\n");
  const auto job = ws.create_job({task}, {{"run_as", {{"user_name", "bob@example.com"}}}});
  CHECK(ws.output_of(ws.finished(ws.run_now(job)), "a")["logs"] == "kept\n");
}

TEST_CASE("python places: a notebook begins in its own folder from runtime 14 on", "[execution][python]") {
  RunsFixture ws;
  const auto [version, is_own] =
      GENERATE(table<std::string, bool>({{"15.4.x-scala2.12", true}, {"13.3.x-scala2.12", false}}));
  ws.put_notebook("/Shared/n", "import os\ndbutils.notebook.exit(os.getcwd())");
  const Json run = ws.finished(ws.submit({notebook_task("n", ws.cluster({{"spark_version", version}}))}));
  const std::string folder = ws.output_of(run, "n")["notebook_output"]["result"];
  CHECK_THAT(folder, Catch::EndsWith(is_own ? "/Shared" : "/driver") ||
                         Catch::EndsWith(is_own ? "/workspace/Shared" : "/driver"));
}

TEST_CASE("python places: output that is no UTF-8 reaches every reader whole", "[execution][python][utf8]") {
  RunsFixture ws;
  const Json run =
      ws.finished(ws.submit({ws.script("a",
                                       "import sys\nsys.stdout.buffer.write(b'caf\\xe9 \\x00 "
                                       "\\xe2\\x96')\nsys.stdout.flush()\nraise ValueError('x\\udce9')")}));
  const Json output = ws.output_of(run, "a");
  CHECK(output["error"] == "ValueError: x\xEF\xBF\xBD");
  CHECK_THAT(output["logs"].get<std::string>(), Catch::StartsWith("caf\xEF\xBF\xBD "));
  CHECK_THAT(run["state"]["state_message"].get<std::string>(), Catch::Contains("ValueError: x\xEF\xBF\xBD"));
  CHECK(ws.get("jobs/runs/list")["runs"].size() == 1);
}
