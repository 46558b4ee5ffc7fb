#include <signal.h>

#include <cstdlib>

#include "support/namespaces.hpp"
#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::can_make_namespaces;
using dbc::test::RunsFixture;

namespace {

const std::string k_print_world = R"(
import os
print('variables', sorted(os.environ))
print('foo', os.environ.get('FOO'))
print('folder', os.getcwd())
for top in ('/dbfs', '/Workspace', '/Volumes'):
    try:
        print(top, sorted(os.listdir(top)))
    except OSError as error:
        print(top, error)
open('/dbfs/written.txt', 'w').write('by a task')
)";

/// Tells what a task can read of the workspace's own files.
std::string peek_at(const std::filesystem::path& root) {
  return "import os\nroot = '" + root.string() +
         "'\n"
         "print('seen', sorted(os.listdir(root)) if os.path.isdir(root) else None)\n"
         "print('fds', sorted(os.listdir('/proc/self/fd')))\n";
}

std::string line_with(const std::string& text, const std::string& start) {
  const auto at = text.find(start);
  return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

/// Says so, where it does.
bool leaves_out_hidden_files() {
  if (can_make_namespaces()) return false;
  WARN("left out: files can only be hidden in namespaces, which this machine refuses");
  return true;
}

}  // namespace

TEST_CASE("safety: a task has a clean environment and the cluster's variables", "[execution][safety]") {
  ::setenv("DATABRICKS_TOKEN", "dapi-secret", 1);
  RunsFixture ws;
  const bool is_mapped = GENERATE(false, true);
  if (is_mapped) std::ofstream(ws.root() / "emulator.toml") << "[runs]\npaths = \"mapped\"\n";
  const Json run = ws.finished(ws.submit(
      {ws.script("a", k_print_world, {{"new_cluster", ws.cluster({{"spark_env_vars", {{"FOO", "bar"}}}})}})}));
  const auto logs = ws.output_of(run, "a")["logs"].get<std::string>();
  INFO(logs);
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(logs.find("TOKEN") == std::string::npos);
  CHECK(logs.find("foo bar\n") != std::string::npos);
  CHECK(line_with(logs, "variables").find("'DB_CLUSTER_ID'") != std::string::npos);
  CHECK(line_with(logs, "/dbfs [").find("'FileStore'") != std::string::npos);
  CHECK(line_with(logs, "/Workspace").find("'Shared'") != std::string::npos);
  CHECK(line_with(logs, "/Volumes").find("'main'") != std::string::npos);
  CHECK(ws.read("written.txt") == "by a task");
  if (!is_mapped && can_make_namespaces()) CHECK(line_with(logs, "folder") == "folder /dbfs/code");
  ::unsetenv("DATABRICKS_TOKEN");
}

TEST_CASE("safety: a task does not see the workspace's own files", "[execution][safety]") {
  if (leaves_out_hidden_files()) return;
  RunsFixture ws;
  const Json run = ws.finished(ws.submit({ws.script("a", peek_at(ws.root()))}));
  const auto logs = ws.output_of(run, "a")["logs"].get<std::string>();
  INFO(logs);
  CHECK(line_with(logs, "seen") == "seen None");  // nor the folder around it, where nothing else is
}

TEST_CASE("safety: limits of the settings hold", "[execution][safety]") {
  RunsFixture ws;
  std::ofstream(ws.root() / "emulator.toml") << "[runs]\nmemory_mb = 400\ncpu_seconds = 1\n";
  const Json run = ws.finished(
      ws.submit({ws.script("memory", "x = bytearray(1 << 30)\n"), ws.script("processor", "while True:\n  pass\n")}));
  CHECK_THAT(ws.output_of(run, "memory")["error"].get<std::string>(), Catch::StartsWith("MemoryError"));
  CHECK_THAT(ws.output_of(run, "processor")["error"].get<std::string>(),
             Catch::Contains("processor time") || Catch::Contains("signal 9"));
}

TEST_CASE("safety: settings that make no sense end the run with their name", "[execution][safety]") {
  RunsFixture ws;
  std::ofstream(ws.root() / "emulator.toml") << "[runs]\npaths = \"magic\"\n";
  const Json run = ws.finished(ws.submit({ws.script("a", "")}));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(run["state"]["state_message"].get<std::string>(), Catch::Contains("emulator.toml"));
}

TEST_CASE("safety: a dead supervisor is told at the next look, and nothing is left of it", "[execution][safety]") {
  RunsFixture ws;
  const bool is_mapped = GENERATE(false, true);
  if (is_mapped) std::ofstream(ws.root() / "emulator.toml") << "[runs]\npaths = \"mapped\"\n";
  const std::string code =
      "import subprocess, time\n"
      "subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
      "open('/dbfs/ready', 'w').close()\ntime.sleep(600)\n";
  const auto job = ws.create_job({ws.script("a", code), ws.script("b", "", ws.after({"a"}))});
  const auto id = ws.run_now(job);
  ws.await([&] { return std::filesystem::exists(ws.root() / "files/dbfs/ready"); });
  REQUIRE_FALSE(ws.processes_of(id).empty());
  const std::string cluster = ws.task_of(ws.run(id), "a")["cluster_instance"]["cluster_id"];
  REQUIRE(::kill(ws.supervisor_of(id), SIGKILL) == 0);
  const Json run = ws.finished(id);
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(run["state"]["state_message"].get<std::string>(), Catch::Contains("died"));
  CHECK(ws.result_of(ws.task_of(run, "a")) == "INTERNAL_ERROR/FAILED");
  CHECK(ws.result_of(ws.task_of(run, "b")) == "INTERNAL_ERROR/FAILED");
  CHECK(ws.processes_of(id).empty());
  CHECK_FALSE(std::filesystem::exists(ws.lock_of(id)));
  ws.await([&] { return ws.get("clusters/get?cluster_id=" + cluster)["state"] == "TERMINATED"; });
}

TEST_CASE("safety: a task does not see other workspaces", "[execution][safety]") {
  if (leaves_out_hidden_files()) return;
  RunsFixture ws;
  const bool has_others_beside = GENERATE(false, true);
  const auto parent = ws.folder.path();
  if (has_others_beside) std::ofstream(parent / "plain.txt") << "to be read";
  REQUIRE(emulator::Workspace::open({.folder = parent / "neighbour", .program = DBC_BINARY}));
  test::TemporaryFolder home;
  ::setenv("DBC_DATA_HOME", home.path().c_str(), 1);
  REQUIRE(emulator::Workspace::open({.folder = home.path() / "far", .program = DBC_BINARY}));
  std::string code = "import os\n";
  for (const auto& folder : {parent, parent / "neighbour", home.path()})
    code +=
        "print(sorted(os.listdir('" + folder.string() + "')) if os.path.isdir('" + folder.string() + "') else None)\n";
  const Json run = ws.finished(ws.submit({ws.script("a", code)}));
  ::unsetenv("DBC_DATA_HOME");
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.output_of(run, "a")["logs"] ==
        (has_others_beside ? "['neighbour', 'plain.txt', 'ws']\n[]\n[]\n" : "[]\nNone\n[]\n"));
}

TEST_CASE("safety: packages of a run go with it, even where its supervisor is killed", "[execution][safety]") {
  RunsFixture ws;
  const bool is_mapped = GENERATE(false, true);
  if (is_mapped) std::ofstream(ws.root() / "emulator.toml") << "[runs]\npaths = \"mapped\"\n";
  ws.put_notebook("/Shared/n",
                  "import zipfile\nwith zipfile.ZipFile('/dbfs/own-1.0-py3-none-any.whl', 'w') as wheel:\n"
                  "  wheel.writestr('own/__init__.py', '')\n  info = 'own-1.0.dist-info/'\n"
                  "  wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: own\\nVersion: 1.0\\n')\n"
                  "  wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\n"
                  "Tag: py3-none-any\\n')\n  wheel.writestr(info + 'RECORD', '')\n"
                  "\n# COMMAND ----------\n\n%pip install --no-index /dbfs/own-1.0-py3-none-any.whl\n"
                  "\n# COMMAND ----------\n\nimport own, time\nopen('/dbfs/place', 'w').write(own.__file__)\n"
                  "time.sleep(600)\n");
  const auto id = ws.submit({{{"task_key", "n"}, {"notebook_task", {{"notebook_path", "/Shared/n"}}}}});
  ws.await([&] { return !ws.read("place").empty(); });
  const auto packages = ws.root() / "runs" / std::to_string(id) / "packages";
  CHECK_THAT(ws.read("place"),
             Catch::StartsWith(is_mapped || !can_make_namespaces() ? packages.string() : "/databricks/packages/"));
  CHECK(std::filesystem::exists(packages));
  REQUIRE(::kill(ws.supervisor_of(id), SIGKILL) == 0);
  CHECK(ws.result_of(ws.finished(id)) == "INTERNAL_ERROR/FAILED");
  CHECK_FALSE(std::filesystem::exists(packages));
}
