#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "dbc/base/files.hpp"
#include "support/foreground_server.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"

using dbc::test::BinaryFixture;
using dbc::test::Server;

namespace fs = std::filesystem;

namespace {

/// A workspace with a file in it, a token, and somebody for whom modes count.
struct Copied : BinaryFixture {
  Copied() {
    options.environment["DBC_DATA_HOME"] = (home() / "data").string();
    options.environment["DATABRICKS_HOST"] = "local:ro";
    REQUIRE(run({"fs", "mkdirs", "dbfs:/there"}).exit_code == 0);
    REQUIRE(run({"emulator", "start", "--workspace", "ro", "--port", "0", "--detach"}).exit_code == 0);
    REQUIRE(run({"emulator", "stop", "--workspace", "ro"}).exit_code == 0);
  }
  ~Copied() { allow(0700, 0600); }

  [[nodiscard]] fs::path folder() const { return home() / "data/ro"; }

  void allow(unsigned folders, unsigned files) const {
    ::chmod(folder().c_str(), folders);
    for (const auto& entry : fs::recursive_directory_iterator(folder()))
      ::chmod(entry.path().c_str(), entry.is_directory() ? folders : files);
  }

  /// As root, goes on as nobody. False where that one cannot even start the program.
  bool take_rights() {
    for (const auto& way : {home(), folder().parent_path()}) fs::permissions(way, fs::perms{0755});
    allow(0555, 0444);
    constexpr uid_t k_nobody = 65534;
    if (::geteuid() == 0) options.user = k_nobody;
    return run({"--version"}).exit_code == 0 && ::access(folder().c_str(), F_OK) == 0;
  }
};

}  // namespace

TEST_CASE("unwritable: a workspace that nobody may change can be read", "[e2e][unwritable]") {
  Copied dbc;
  if (!dbc.take_rights()) return;
  const auto listed = dbc.run({"fs", "ls", "dbfs:/"});
  INFO(listed.err);
  CHECK(listed.exit_code == 0);
  CHECK(listed.out.find("there") != std::string::npos);
  CHECK(dbc.run({"clusters", "list"}).exit_code == 0);
  CHECK(dbc.run({"emulator", "clock", "show", "--workspace", "ro"}).exit_code == 0);
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"emulator", "clock", "advance", "1h", "--workspace", "ro"},
                                             {"secrets", "create-scope", "--scope", "s"},
                                             {"fs", "mkdirs", "dbfs:/new"}}) {
    const auto refused = dbc.run(words);
    CAPTURE(words, refused.err);
    CHECK(refused.exit_code == 1);
    CHECK((refused.err.find("cannot be changed") != std::string::npos ||
           refused.err.find("workspace.state cannot be written") != std::string::npos));
  }
}

TEST_CASE("unwritable: what a command has left in the log of a workspace can be read too", "[e2e][unwritable]") {
  Copied dbc;
  REQUIRE(dbc.run({"secrets", "create-scope", "--scope", "in-the-log"}).exit_code == 0);
  REQUIRE(fs::exists(dbc.folder() / "workspace.db-wal"));
  if (!dbc.take_rights()) return;
  const auto listed = dbc.run({"secrets", "list-scopes"});
  INFO(listed.err);
  CHECK(listed.exit_code == 0);
  CHECK(listed.out.find("in-the-log") != std::string::npos);
  CHECK(dbc.run({"secrets", "create-scope", "--scope", "s"}).exit_code == 1);
}

TEST_CASE("unwritable: a workspace that nobody may change can be served", "[e2e][unwritable]") {
  Copied dbc;
  if (!dbc.take_rights()) return;
  const Server server(dbc, {"--workspace", "ro"});
  const auto at = server.line.find(" at http");
  REQUIRE(at != std::string::npos);
  dbc.options.environment["DATABRICKS_HOST"] = server.line.substr(at + 4);
  auto token = dbc::read_file(dbc.folder() / "token").value();
  dbc.options.environment["DATABRICKS_TOKEN"] = token.substr(0, token.find('\n'));
  const auto listed = dbc.run({"fs", "ls", "dbfs:/"});
  INFO(listed.err);
  CHECK(listed.exit_code == 0);
  CHECK(listed.out.find("there") != std::string::npos);
  CHECK(dbc.run({"secrets", "create-scope", "--scope", "s"}).exit_code == 1);
}

TEST_CASE("unwritable: a folder that cannot be locked is not one that is served", "[e2e][unwritable]") {
  Copied dbc;
  if (!dbc.take_rights()) return;
  ::chmod((dbc.folder() / "emulator.lock").c_str(), 0);
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"emulator", "start", "--port", "0", "--workspace", "ro"}, {"emulator", "status", "--workspace", "ro"}}) {
    const auto refused = dbc.run(words);
    CAPTURE(words, refused.err);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("emulator.lock: Permission denied") != std::string::npos);
  }
}

TEST_CASE("process list: the token of a server is not in it, also of one in the background", "[e2e]") {
  BinaryFixture dbc;
  const std::string data = (dbc.home() / "data").string();
  const std::string token = "dapi0123456789abcdef";
  REQUIRE(dbc.run({"emulator", "start", "--port", "0", "--data-dir", data, "--detach", "--token", token,
                   "--add-workspace", "b=" + token + "b"})
              .exit_code == 0);
  const auto state = dbc::read_file(fs::path(data) / "emulator.json").value();
  const auto at = state.find("\"pid\":");
  const auto pid = std::stoi(state.substr(at + 6 + (state[at + 6] == ' ' ? 1 : 0)));
  const auto words = dbc::read_file("/proc/" + std::to_string(pid) + "/cmdline").value();
  CHECK(words.find("emulator") != std::string::npos);
  CHECK(words.find(token) == std::string::npos);
  dbc.options.environment["DATABRICKS_HOST"] =
      state.substr(state.find("http"), state.find('"', state.find("http")) - state.find("http"));
  dbc.options.environment["DATABRICKS_TOKEN"] = token;
  CHECK(dbc.run({"clusters", "list"}).exit_code == 0);
  CHECK(dbc.run({"emulator", "stop", "--data-dir", data}).exit_code == 0);
}

TEST_CASE("emulator start: a relative folder is that of who starts it, also in the background", "[e2e]") {
  BinaryFixture dbc;
  dbc.options.folder = dbc.home();
  REQUIRE(dbc.run({"emulator", "start", "--port", "0", "--data-dir", "here", "--detach"}).exit_code == 0);
  CHECK(fs::exists(dbc.home() / "here/workspace.db"));
  CHECK(dbc.run({"emulator", "stop", "--data-dir", "here"}).exit_code == 0);
}

TEST_CASE("fs cp: what another download left is not uploaded", "[e2e]") {
  BinaryFixture dbc;
  dbc.options.environment["DBC_DATA_HOME"] = (dbc.home() / "data").string();
  dbc.options.environment["DATABRICKS_HOST"] = "local:a";
  const auto tree = dbc.home() / "tree";
  fs::create_directory(tree);
  std::ofstream(tree / ".dbc-partial-0123456789abcdef") << "half";
  std::ofstream(tree / ".hidden") << "mine";
  REQUIRE(dbc.run({"fs", "cp", "-r", tree.string(), "dbfs:/tree"}).exit_code == 0);
  CHECK(dbc.run({"fs", "ls", "dbfs:/tree"}).out == ".hidden\n");
}

TEST_CASE("state: a damaged file is told, and healed by the command that the error names", "[e2e]") {
  BinaryFixture dbc;
  dbc.options.environment["DBC_DATA_HOME"] = (dbc.home() / "data").string();
  dbc.options.environment["DATABRICKS_HOST"] = "local:a";
  REQUIRE(dbc.run({"fs", "mkdirs", "dbfs:/kept"}).exit_code == 0);
  const auto file = dbc.home() / "data/a/workspace.state";
  {
    std::fstream state(file, std::ios::in | std::ios::out | std::ios::binary);
    state << "Copying two/a -> dbfs:/two/a\n";
  }
  const auto refused = dbc.run({"clusters", "list"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.starts_with("Error: " + file.string() + " is damaged."));
  const std::string command = "dbc emulator clock reset --data-dir " + file.parent_path().string();
  CHECK(refused.err.find("`" + command + "`") != std::string::npos);
  CHECK(dbc.run({"emulator", "start", "--workspace", "a", "--port", "0", "--detach"}).exit_code == 1);
  const auto healed = dbc.run({"emulator", "clock", "reset", "--data-dir", file.parent_path().string()});
  CHECK(healed.exit_code == 0);
  CHECK(healed.err.find("was damaged, and is sound again") != std::string::npos);
  CHECK(dbc.run({"fs", "ls", "dbfs:/"}).out.find("kept") != std::string::npos);
}
