#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "support/foreground_server.hpp"
#include "support/process.hpp"

using dbc::test::binary_path;
using dbc::test::BinaryFixture;
using dbc::test::folder_in;
using dbc::test::goes_away;
using dbc::test::is_there;
using dbc::test::read_line;
using dbc::test::Server;
using dbc::test::start_process;
using dbc::test::wait_process;

namespace {

const std::string k_cluster =
    R"({"cluster_name":"nightly","spark_version":"15.4.x-scala2.12","node_type_id":"Standard_DS3_v2","num_workers":2})";

}  // namespace

TEST_CASE("emulator start: --ready-fd gets the url and is closed", "[e2e][emulator]") {
  const BinaryFixture dbc;
  const std::string data = (dbc.home() / "data").string();
  int ends[2];
  REQUIRE(::pipe(ends) == 0);  // inherited
  Server server(dbc, {"--data-dir", data, "--ready-fd", std::to_string(ends[1])});
  ::close(ends[1]);
  const std::string url = read_line(ends[0]);
  CHECK(server.line == "Serving " + data + " at " + url);
  char rest = 0;
  CHECK(::read(ends[0], &rest, 1) == 0);
  ::close(ends[0]);
  CHECK(server.end(SIGTERM) == 0);
  const auto refused = dbc.run({"emulator", "start", "--port", "0", "--data-dir", data, "--ready-fd", "77"});
  CHECK(refused.exit_code == 2);
  CHECK(refused.err.find("'77' is not an open file descriptor") != std::string::npos);
}

TEST_CASE("emulator start: nothing of a workspace in memory outlives its server", "[e2e][emulator]") {
  const BinaryFixture dbc;
  for (const int signal : {SIGTERM, SIGKILL}) {
    Server server(dbc, {"--in-memory", "--seed", "starter"});
    const std::string folder = folder_in(server.line);
    INFO(server.line);
    REQUIRE(is_there(folder + "/workspace.db"));
    struct stat info {};
    REQUIRE(::stat(folder.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0700U);
    CHECK(dbc.run({"emulator", "status", "--data-dir", folder}).exit_code == 0);
    CHECK(server.end(signal) == (signal == SIGTERM ? 0 : 128 + SIGKILL));
    CHECK(goes_away(folder));
  }
  CHECK(std::filesystem::is_empty(dbc.home()));
  CHECK(dbc.run({"emulator", "start", "--in-memory", "--data-dir", "x"}).exit_code == 2);
}

TEST_CASE("emulator start: a seed makes a new workspace, and only a good one", "[e2e][emulator]") {
  const BinaryFixture dbc;
  const std::string data = (dbc.home() / "data").string();
  std::filesystem::create_directories(dbc.home() / "seed/jobs");
  (void)dbc.write_file("seed/jobs/nightly.json", R"({"name": 5, "tasks": "x"})");
  const std::vector<std::string> start{
      "emulator", "start", "--port", "0", "--data-dir", data, "--seed", (dbc.home() / "seed").string(), "--detach"};
  const auto refused = dbc.run(start);
  CHECK(refused.exit_code == 1);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("jobs/nightly.json is refused: 400") != std::string::npos);
  CHECK(dbc.run({"emulator", "status", "--data-dir", data}).exit_code == 1);
  CHECK_FALSE(is_there(data + "/workspace.db"));
  (void)dbc.write_file("seed/jobs/nightly.json", R"({"name": "nightly", "schedule":
    {"quartz_cron_expression": "0 0 0 * * ?", "timezone_id": "UTC"}})");
  const auto started = dbc.run(start);
  REQUIRE(started.exit_code == 0);
  CHECK(started.out.starts_with("Serving "));
  CHECK(started.out.find("nightly") == std::string::npos);
  CHECK(started.err.find("Warning: jobs/nightly.json: schedule: stored, but") != std::string::npos);
  CHECK(dbc.run({"emulator", "stop", "--data-dir", data}).exit_code == 0);
  const auto again = dbc.run(start);
  CHECK(again.exit_code == 1);
  CHECK(again.err.find("a seed is for a new one") != std::string::npos);
}

TEST_CASE("emulator exec: the program reaches the workspace and nothing else", "[e2e][emulator]") {
  BinaryFixture dbc;
  (void)dbc.write_file(".databrickscfg", "[DEFAULT]\nhost = https://example.com\ntoken = mine\n");
  dbc.options.environment.insert({{"DATABRICKS_CLUSTER_ID", "mine"},
                                  {"ARM_CLIENT_SECRET", "mine"},
                                  {"GOOGLE_CREDENTIALS", "mine"},
                                  {"https_proxy", "http://proxy.example.com"},
                                  {"no_proxy", "example.com"},
                                  {"OTHER", "kept"}});
  const auto shown = dbc.run({"emulator", "exec", "--", "env"});
  CHECK(shown.exit_code == 0);
  CHECK(shown.out.find("mine") == std::string::npos);
  CHECK(shown.out.find("OTHER=kept\n") != std::string::npos);
  CHECK(shown.out.find("no_proxy=example.com,127.0.0.1\n") != std::string::npos);
  CHECK(shown.out.find("DATABRICKS_HOST=http://127.0.0.1:") != std::string::npos);
  const auto used = dbc.run({"emulator", "exec", "--seed", "starter", "--", binary_path(), "jobs", "list"});
  CHECK(used.exit_code == 0);
  CHECK(used.out.find("daily-summary") != std::string::npos);
  const auto written = dbc.run(
      {"emulator", "exec", "--", "sh", "-c", "printf x > \"$DATABRICKS_CONFIG_FILE\"; echo $DATABRICKS_CONFIG_FILE"});
  CHECK(written.exit_code == 0);
  CHECK_FALSE(is_there(written.out.substr(0, written.out.size() - 1)));
}

TEST_CASE("emulator exec: the program is served over HTTPS and by other workspaces, too", "[e2e][emulator]") {
  BinaryFixture dbc;
  dbc.options.environment["SSL_CERT_FILE"] = "/nowhere";
  const auto secure = dbc.run({"emulator", "exec", "--https", "--", "sh", "-c",
                               "echo $DATABRICKS_HOST; \"$0\" clusters list --output JSON", binary_path()});
  INFO(secure.err);
  CHECK(secure.exit_code == 0);
  CHECK(secure.out.starts_with("https://127.0.0.1:"));
  const std::string script =
      "DATABRICKS_TOKEN=blue-token \"$0\" secrets create-scope --scope blue; \"$0\" secrets list-scopes";
  const auto two =
      dbc.run({"emulator", "exec", "--add-workspace", "blue=blue-token", "--", "sh", "-c", script, binary_path()});
  CHECK(two.exit_code == 0);
  CHECK(two.out.find("blue") == std::string::npos);
  const auto named = dbc.run({"emulator", "exec", "--host-name", "emulator.test", "--", "sh", "-c", "exit 0"});
  CHECK(named.exit_code == 0);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--add-workspace", "blue"}, {"--host-name", "a/b"}, {"--add-workspace", "a/b=x"}}) {
    std::vector<std::string> all{"emulator", "exec"};
    all.insert(all.end(), words.begin(), words.end());
    all.insert(all.end(), {"--", "true"});
    const auto refused = dbc.run(all);
    INFO(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.find("Invalid value for '" + words.front() + "'") != std::string::npos);
  }
}

TEST_CASE("emulator exec: the exit code is that of the program", "[e2e][emulator]") {
  const BinaryFixture dbc;
  const auto code = [&](const std::vector<std::string>& words) {
    std::vector<std::string> all{"emulator", "exec", "--"};
    all.insert(all.end(), words.begin(), words.end());
    return dbc.run(all).exit_code;
  };
  CHECK(code({"true"}) == 0);
  CHECK(code({"sh", "-c", "exit 42"}) == 42);
  CHECK(code({"sh", "-c", "kill -9 $$"}) == 128 + SIGKILL);
  CHECK(code({"no-such-program"}) == 127);
  CHECK(code({"/"}) == 126);
  CHECK(dbc.run({"emulator", "exec", "--"}).exit_code == 2);
  CHECK(dbc.run({"emulator", "exec", "--seed", "none", "--", "true"}).exit_code == 1);
}

TEST_CASE("emulator exec: a workspace with a name is kept, and signals are passed on", "[e2e][emulator]") {
  const BinaryFixture dbc;
  const std::string data = (dbc.home() / "data").string();
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const std::string script = "trap 'exit 7' TERM; " + binary_path() + " clusters create --json '" + k_cluster +
                             "' >/dev/null; echo ready; while :; do sleep 0.01; done";
  const pid_t process =
      start_process({"dbc", "emulator", "exec", "--data-dir", data, "--", "sh", "-c", script}, dbc.options, ends[1]);
  ::close(ends[1]);
  CHECK(read_line(ends[0]) == "ready");
  CHECK(dbc.run({"emulator", "status", "--data-dir", data}).exit_code == 0);
  ::kill(process, SIGTERM);
  CHECK(wait_process(process) == 7);
  ::close(ends[0]);
  CHECK(dbc.run({"emulator", "status", "--data-dir", data}).exit_code == 1);
  const auto list = dbc.run({"emulator", "exec", "--data-dir", data, "--", binary_path(), "clusters", "list"});
  CHECK(list.out.find("nightly") != std::string::npos);
}

TEST_CASE("emulator: a server that runs follows the clock, is kept by snapshots, and is not replaced",
          "[e2e][emulator]") {
  const BinaryFixture dbc;
  const std::string data = (dbc.home() / "data").string();
  Server server(dbc, {"--data-dir", data, "--token", "secret-token"});
  const std::string url = server.line.substr(server.line.find("http://"));
  REQUIRE(dbc.run({"configure", "--token", "--host", url}, "secret-token\n").exit_code == 0);
  REQUIRE(dbc.run({"clusters", "create", "--json", k_cluster}).exit_code == 0);
  REQUIRE(dbc.run({"emulator", "clock", "advance", "1h", "--data-dir", data}).exit_code == 0);
  CHECK(dbc.run({"clusters", "list"}).out.find("RUNNING") != std::string::npos);
  CHECK(dbc.run({"emulator", "snapshot", "save", "one", "--data-dir", data}).exit_code == 0);
  for (const auto& words : {std::vector<std::string>{"emulator", "snapshot", "load", "one", "--data-dir", data},
                            std::vector<std::string>{"emulator", "reset", "--yes", "--data-dir", data}}) {
    const auto refused = dbc.run(words);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("an emulator serves " + data) != std::string::npos);
  }
  const auto log = dbc.run({"emulator", "log", "--data-dir", data});
  CHECK(log.out.find("admin@localhost  POST /api/2.0/clusters/create") != std::string::npos);
  CHECK(log.out.find("secret-token") == std::string::npos);
  CHECK(server.end(SIGTERM) == 0);
  CHECK(dbc.run({"emulator", "snapshot", "load", "one", "--data-dir", data}).exit_code == 0);
}

TEST_CASE("emulator log: --follow goes on with each request", "[e2e][emulator]") {
  const BinaryFixture dbc;
  REQUIRE(dbc.run({"configure", "--local", "demo"}).exit_code == 0);
  REQUIRE(dbc.run({"clusters", "list"}).exit_code == 0);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t process =
      start_process({"dbc", "emulator", "log", "--follow", "--workspace", "demo", "-o", "json"}, dbc.options, ends[1]);
  ::close(ends[1]);
  const auto next_path = [&] {
    const auto json = dbc::parse_json(read_line(ends[0]));
    return json ? dbc::string_or(*json, "path", "") : "";
  };
  CHECK(next_path() == "/api/2.0/clusters/list");
  REQUIRE(dbc.run({"jobs", "list"}).exit_code == 0);
  CHECK(next_path().ends_with("/jobs/list"));
  ::kill(process, SIGTERM);
  (void)wait_process(process);
  ::close(ends[0]);
}
