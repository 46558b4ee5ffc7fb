#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "support/process.hpp"

using dbc::Json;
using dbc::test::BinaryFixture;

namespace {

/// Every way to leave out some of the descriptors 0 to 2.
std::vector<std::vector<int>> combinations() {
  std::vector<std::vector<int>> all;
  for (unsigned bits = 0; bits < 8; ++bits) {
    auto& closed = all.emplace_back();
    for (int descriptor = 0; descriptor < 3; ++descriptor)
      if ((bits >> static_cast<unsigned>(descriptor) & 1U) != 0) closed.push_back(descriptor);
  }
  return all;
}

bool lacks_output(const std::vector<int>& closed) {
  return std::find(closed.begin(), closed.end(), STDOUT_FILENO) != closed.end();
}

/// A profile for an embedded workspace, which is made.
struct Local : BinaryFixture {
  Local() {
    options.environment["DBC_DATA_HOME"] = (home() / "data").string();
    options.environment["DATABRICKS_HOST"] = "local:descriptors";
    options.environment["BROWSER"] = "/bin/false";
    options.environment["EDITOR"] = "/bin/false";
    REQUIRE(run({"clusters", "list"}).exit_code == 0);
  }
  [[nodiscard]] std::filesystem::path folder() const { return home() / "data/descriptors"; }

  dbc::test::ProcessResult run_without(const std::vector<int>& closed, const std::vector<std::string>& words) {
    options.closed = closed;
    auto result = run(words);
    options.closed.clear();
    return result;
  }

  [[nodiscard]] bool is_database_sound() const {
    sqlite3* database = nullptr;
    const auto file = folder() / "workspace.db";
    REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK);
    std::string told;
    const auto note = [](void* text, int, char** values, char**) {
      *static_cast<std::string*>(text) += values[0];
      return 0;
    };
    const bool is_read = sqlite3_exec(database, "PRAGMA integrity_check", note, &told, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return is_read && told == "ok";
  }

  /// What a stray write would have hit.
  void check_workspace() const {
    const auto clock = run({"emulator", "clock", "show", "--workspace", "descriptors", "--output", "json"});
    INFO(clock.err);
    CHECK(clock.exit_code == 0);
    CHECK(clock.out.find("\"offset_ms\": 0") != std::string::npos);
    CHECK(is_database_sound());
  }
};

std::vector<std::string> words_of(const std::string& path) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find(' ', at), path.size());
    words.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

Json all_commands(const BinaryFixture& dbc) {
  auto listed = dbc::parse_json(dbc.run({"commands", "--output", "json"}).out);
  REQUIRE(listed);
  return listed->at("commands");
}

bool needs_something(const Json& command) {
  for (const auto* kind : {"options", "arguments"})
    for (const auto& each : command.at(kind))
      if (each.at("required").get<bool>()) return true;
  return false;
}

/// Serve, wait for somebody, or do away with the workspace.
const std::set<std::string> k_left_out{"emulator start", "emulator exec",      "emulator stop",
                                       "emulator reset", "emulator supervise", "auth login"};

}  // namespace

TEST_CASE("descriptors: help of every command without some of them", "[e2e][descriptors]") {
  Local dbc;
  const auto commands = all_commands(dbc);
  CHECK(commands.size() > 150);
  const auto all = combinations();
  // Each command without output, and with one of all combinations in turn.
  for (std::size_t i = 0; i < commands.size(); ++i)
    for (const auto& closed : {std::vector<int>{STDOUT_FILENO}, all[i % all.size()]}) {
      auto words = words_of(commands[i].at("path").get<std::string>());
      words.emplace_back("--help");
      const auto result = dbc.run_without(closed, words);
      CAPTURE(words, closed, result.err);
      CHECK(result.exit_code == (lacks_output(closed) ? 1 : 0));
      CHECK(result.out.empty() == lacks_output(closed));
    }
  dbc.check_workspace();
}

TEST_CASE("descriptors: commands at work without any of them leave the workspace whole", "[e2e][descriptors]") {
  Local dbc;
  for (const auto& command : all_commands(dbc)) {
    const auto path = command.at("path").get<std::string>();
    if (needs_something(command) || k_left_out.contains(path)) continue;
    const auto whole = dbc.run(words_of(path));
    for (const auto& closed : combinations()) {
      const auto result = dbc.run_without(closed, words_of(path));
      CAPTURE(path, closed, result.err);
      CHECK(result.exit_code <= 2);
      if (lacks_output(closed) && !whole.out.empty()) CHECK(result.exit_code != 0);
      if (whole.out.empty()) CHECK(result.out.empty());
    }
  }
  dbc.check_workspace();
}

TEST_CASE("descriptors: trees are copied, and what cannot be told is exit 1", "[e2e][descriptors]") {
  Local dbc;
  const auto tree = dbc.home() / "two";
  std::filesystem::create_directory(tree);
  std::ofstream(tree / "a") << "aaa";
  std::ofstream(tree / "b") << "bbb";
  for (const auto& closed : combinations()) {
    CAPTURE(closed);
    const auto result = dbc.run_without(closed, {"fs", "cp", "-r", "--overwrite", tree.string(), "dbfs:/two"});
    CHECK(result.exit_code == (lacks_output(closed) ? 1 : 0));
    const auto listed = dbc.run_without(closed, {"fs", "ls", "dbfs:/two"});
    CHECK(listed.exit_code == (lacks_output(closed) ? 1 : 0));
    CHECK(dbc.run_without(closed, {"--version"}).exit_code == (lacks_output(closed) ? 1 : 0));
    CHECK(dbc.run_without(closed, {"completion", "bash"}).exit_code == (lacks_output(closed) ? 1 : 0));
    CHECK(dbc.run_without(closed, {"fs", "mkdirs", "dbfs:/silent"}).exit_code == 0);
    CHECK(dbc.run_without(closed, {"no-such-command"}).exit_code == 2);
  }
  dbc.check_workspace();
}

TEST_CASE("descriptors: a server in the background starts without any of them", "[e2e][descriptors]") {
  Local dbc;
  for (const auto& closed : combinations()) {
    CAPTURE(closed);
    const auto begun = dbc.run_without(closed, {"emulator", "start", "--workspace", "descriptors", "--port", "0",
                                                "--detach", "--https", "--add-workspace", "other"});
    CHECK(begun.exit_code == (lacks_output(closed) ? 1 : 0));
    const auto status = dbc.run({"emulator", "status", "--workspace", "descriptors"});
    CHECK(status.exit_code == 0);
    CHECK(dbc.run_without(closed, {"emulator", "stop", "--workspace", "descriptors"}).exit_code == 0);
  }
  dbc.check_workspace();
}

TEST_CASE("descriptors: a server in the background keeps none of its starter's", "[e2e][descriptors]") {
  Local dbc;
  const auto marker = dbc.home() / "marker";
  const int inherited = ::open(marker.c_str(), O_WRONLY | O_CREAT, 0600);  // stays open in programs that are started
  REQUIRE(inherited > STDERR_FILENO);
  const auto begun = dbc.run({"emulator", "start", "--workspace", "descriptors", "--port", "0", "--detach"});
  ::close(inherited);
  INFO(begun.err << begun.out);
  REQUIRE(begun.exit_code == 0);
  const auto status =
      Json::parse(dbc.run({"emulator", "status", "--workspace", "descriptors", "--output", "json"}).out);
  const auto process = std::to_string(status.at("pid").get<int>());
  std::size_t kept = 0;
  for (const auto& each : std::filesystem::directory_iterator("/proc/" + process + "/fd")) {
    CHECK(std::filesystem::read_symlink(each.path()) != marker);
    ++kept;
  }
  CHECK(kept > 3);
  CHECK(dbc.run({"emulator", "stop", "--workspace", "descriptors"}).exit_code == 0);
}

TEST_CASE("descriptors: a program of exec gets useless ones where dbc has none", "[e2e][descriptors]") {
  Local dbc;
  const auto told = dbc.home() / "told";
  const std::string script = "echo out; echo err >&2; echo told > " + told.string();
  for (const auto& closed : combinations()) {
    CAPTURE(closed);
    std::filesystem::remove(told);
    const auto ended =
        dbc.run_without(closed, {"emulator", "exec", "--workspace", "descriptors", "--", "/bin/sh", "-c", script});
    CHECK(dbc::read_file(told).value() == "told\n");
    CHECK(ended.exit_code == 0);
  }
  dbc.check_workspace();
}

TEST_CASE("output: a full disk is exit 1 for every kind of command", "[e2e][descriptors]") {
  Local dbc;
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--version"},
                                             {"--help"},
                                             {"clusters", "--help"},
                                             {"version"},
                                             {"completion", "zsh"},
                                             {"commands"},
                                             {"fs", "ls", "dbfs:/"},
                                             {"clusters", "list-zones"},
                                             {"emulator", "clock", "show", "--workspace", "descriptors"}}) {
    dbc.options.output_file = "/dev/full";
    const auto result = dbc.run(words);
    dbc.options.output_file.clear();
    CAPTURE(words);
    CHECK(result.exit_code == 1);
    CHECK(result.err == "Error: writing to standard output: No space left on device\n");
  }
}

TEST_CASE("output: a pipe that does not block gets all of it", "[e2e][descriptors]") {
  BinaryFixture dbc;
  const auto whole = dbc.run({"commands", "--output", "json"});
  REQUIRE(whole.out.size() > 100'000);
  dbc.options.small_output = true;
  const auto piecewise = dbc.run({"commands", "--output", "json"});
  CHECK(piecewise.exit_code == 0);
  CHECK(piecewise.out == whole.out);
}
