#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "support/foreground_server.hpp"

using dbc::Json;
using dbc::test::BinaryFixture;
using dbc::test::comes_true;
using dbc::test::folder_in;
using dbc::test::goes_away;
using dbc::test::is_there;
using dbc::test::Server;

namespace {

/// The folders in /proc of the processes whose command line names `text`.
std::vector<std::filesystem::path> processes_that_name(const std::string& text) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto line = dbc::read_file(entry.path() / "cmdline");
    if (line && line->find(text) != std::string::npos) found.push_back(entry.path());
  }
  return found;
}

Json waiting_task() {
  return {{"task_key", "wait"},
          {"spark_python_task", {{"python_file", "dbfs:/wait.py"}}},
          {"new_cluster", {{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 1}}}};
}

}  // namespace

TEST_CASE("emulator start: a run of a workspace in memory ends with its server", "[e2e][emulator]") {
  BinaryFixture dbc;
  Server server(dbc, {"--in-memory", "--token", "secret"});
  const std::string folder = folder_in(server.line);
  INFO(server.line);
  dbc.options.environment["DATABRICKS_HOST"] = server.line.substr(server.line.find("http://"));
  dbc.options.environment["DATABRICKS_TOKEN"] = "secret";
  const auto script =
      dbc.write_file("wait.py", "import time\nopen('/dbfs/here', 'w').close()\nwhile True: time.sleep(1)\n");
  REQUIRE(dbc.run({"fs", "cp", script, "dbfs:/wait.py"}).exit_code == 0);
  const Json run{{"run_name", "waits"}, {"tasks", Json::array({waiting_task()})}};
  const auto submitted = dbc.run({"runs", "submit", "--version", "2.1", "--json", run.dump()});
  INFO(submitted.err);
  REQUIRE(submitted.exit_code == 0);
  REQUIRE(comes_true([&] { return is_there(folder + "/files/dbfs/here"); }));
  CHECK(processes_that_name(folder).size() > 1);
  CHECK(server.end(SIGKILL) == 128 + SIGKILL);
  CHECK(comes_true([&] { return processes_that_name(folder).empty(); }));
  CHECK(goes_away(folder));
}
