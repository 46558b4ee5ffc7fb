#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

const std::string k_profiles =
    "[DEFAULT]\nhost = https://real.example.com\ntoken = opaque-0123456789\n"
    "[demo]\nhost = local:demo\n"
    "[other]\nhost = local:other\n"
    "[half]\nhost = https://half.example.com\n";

/// Three workspaces, and a DEFAULT that is for a real one.
struct WorkspacesFixture : CommandFixture {
  WorkspacesFixture() {
    environment.erase("DATABRICKS_HOST");
    (void)write_file(".databrickscfg", k_profiles + "[first]\nhost = local:default\n");
    for (const auto* profile : {"demo", "other", "first"})
      REQUIRE(run({"secrets", "create-scope", "--scope", "kept", "--profile", profile}).exit_code == 0);
  }
  bool has_scope(const std::string& profile) {
    return run({"secrets", "list-scopes", "--profile", profile}).out.find("kept") != std::string::npos;
  }
  [[nodiscard]] std::string folder(const std::string& name) const {
    return (home() / ".local/share/dbc/workspaces" / name).string();
  }
};

/// What changes a workspace, as words.
std::vector<std::vector<std::string>> changing_commands() {
  return {{"emulator", "reset", "--yes"},         {"emulator", "clock", "set", "2030-01-01T00:00:00Z"},
          {"emulator", "clock", "advance", "1h"}, {"emulator", "clock", "reset"},
          {"emulator", "snapshot", "save", "s"},  {"emulator", "snapshot", "load", "s"},
          {"emulator", "snapshot", "delete", "s"}};
}

}  // namespace

TEST_CASE("emulator: the profile's workspace is the one that is meant, however the profile is chosen",
          "[commands][emulator]") {
  WorkspacesFixture dbc;
  CHECK(dbc.run({"emulator", "reset", "--yes", "--profile", "demo"}).out.find(dbc.folder("demo")) != std::string::npos);
  CHECK_FALSE(dbc.has_scope("demo"));
  dbc.environment["DATABRICKS_CONFIG_PROFILE"] = "other";
  CHECK(dbc.run({"emulator", "clock", "advance", "1h"}).out.find("1h ahead") != std::string::npos);
  CHECK(dbc.run({"emulator", "status"}).err.find(dbc.folder("other")) != std::string::npos);
  dbc.environment["DATABRICKS_HOST"] = "local:demo";
  CHECK(dbc.run({"emulator", "clock", "show"}).out.find("the time of this machine") != std::string::npos);
  CHECK(dbc.run({"emulator", "clock", "show", "--workspace", "other"}).out.find("1h ahead") != std::string::npos);
  CHECK(dbc.run({"emulator", "clock", "show", "--data-dir", dbc.folder("other")}).out.find("1h ahead") !=
        std::string::npos);
  CHECK(dbc.has_scope("first"));
  CHECK(dbc.has_scope("other"));
}

TEST_CASE("emulator: nothing is changed that nobody has named", "[commands][emulator]") {
  WorkspacesFixture dbc;
  for (const auto& words : changing_commands()) {
    INFO(dbc::join(words, " "));
    const auto refused = dbc.run(words);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("it is not said which workspace is meant") != std::string::npos);
    CHECK(refused.err.find("--workspace NAME or --data-dir FOLDER") != std::string::npos);
    CHECK(refused.err.find("opaque") == std::string::npos);
    for (const auto* profile : {"nosuch", "half"}) {
      auto named = words;
      named.insert(named.end(), {"--profile", profile});
      CHECK(dbc.run(named).exit_code == 1);
    }
  }
  for (const auto* profile : {"demo", "other", "first"}) CHECK(dbc.has_scope(profile));
  const auto shown = dbc.run({"emulator", "clock", "show"});
  CHECK(shown.exit_code == 0);
  CHECK(shown.err.find("Note: this is the workspace 'default' in " + dbc.folder("default")) == 0);
}

TEST_CASE("emulator: a profile that dbc cannot use says nothing about a workspace here", "[commands][emulator]") {
  WorkspacesFixture dbc;
  (void)dbc.write_file(".databrickscfg", "[DEFAULT]\nhost = https://real.example.com\nauth_type = azure-cli\n");
  for (const std::string profile : {"", "nosuch"}) {
    dbc.environment["DATABRICKS_CONFIG_PROFILE"] = profile;
    const auto shown = dbc.run({"emulator", "clock", "show"});
    CHECK(shown.exit_code == 0);
    CHECK(shown.err.find("Note: this is the workspace 'default'") == 0);
    CHECK(dbc.run({"emulator", "clock", "advance", "1h"}).exit_code == 1);
  }
}

TEST_CASE("emulator: where nobody has configured anything, `default` is meant", "[commands][emulator]") {
  WorkspacesFixture dbc;
  REQUIRE(std::filesystem::remove(dbc.home() / ".databrickscfg"));
  CHECK(dbc.run({"emulator", "clock", "show"}).err.empty());
  CHECK(dbc.run({"emulator", "reset", "--yes"}).out.find(dbc.folder("default")) != std::string::npos);
}

TEST_CASE("emulator: --profile nosuch is an error of every command, and two names contradict each other",
          "[commands][emulator]") {
  WorkspacesFixture dbc;
  auto all = changing_commands();
  all.insert(all.end(), {{"emulator", "clock", "show"},
                         {"emulator", "snapshot", "list"},
                         {"emulator", "log"},
                         {"emulator", "status"},
                         {"emulator", "stop"},
                         {"emulator", "start", "--port", "0"}});
  for (const auto& words : all) {
    INFO(dbc::join(words, " "));
    auto unknown = words;
    unknown.insert(unknown.end(), {"--profile", "nosuch"});
    const auto refused = dbc.run(unknown);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("no profile \"nosuch\"") != std::string::npos);
    auto twice = words;
    twice.insert(twice.end(), {"--profile", "demo", "--workspace", "other"});
    CHECK(dbc.run(twice).exit_code == 2);
  }
  CHECK(dbc.run({"emulator", "reset", "demo", "--workspace", "other", "--yes"}).exit_code == 2);
  CHECK(dbc.run({"emulator", "exec", "--profile", "demo", "--", "true"}).exit_code == 2);
}

TEST_CASE("emulator: the workspace of a surrounding exec goes before the profile", "[commands][emulator]") {
  WorkspacesFixture dbc;
  dbc.environment["DATABRICKS_CONFIG_PROFILE"] = "demo";
  dbc.environment["DBC_EMULATOR_DATA_DIR"] = dbc.folder("other");
  CHECK(dbc.run({"emulator", "clock", "advance", "3h"}).exit_code == 0);
  CHECK(dbc.run({"emulator", "stop"}).err.find("for as long as its program runs") != std::string::npos);
  dbc.environment.erase("DBC_EMULATOR_DATA_DIR");
  CHECK(dbc.run({"emulator", "clock", "show", "--workspace", "other"}).out.find("3h ahead") != std::string::npos);
  CHECK(dbc.run({"emulator", "clock", "show"}).out.find("the time of this machine") != std::string::npos);
}

TEST_CASE("emulator: a person is asked before something is lost, with its name and folder", "[commands][emulator]") {
  WorkspacesFixture dbc;
  REQUIRE(dbc.run({"emulator", "snapshot", "save", "s", "--profile", "demo"}).exit_code == 0);
  dbc.use_terminal();
  const std::string named = "the workspace 'demo' in " + dbc.folder("demo");
  for (const auto& words :
       {std::vector<std::string>{"reset"}, {"snapshot", "load", "s"}, {"snapshot", "delete", "s"}}) {
    std::vector<std::string> all{"emulator"};
    all.insert(all.end(), words.begin(), words.end());
    all.insert(all.end(), {"--profile", "demo"});
    INFO(dbc::join(all, " "));
    dbc.type({"n"});
    const auto kept = dbc.run(all);
    CHECK(kept.exit_code == 1);
    CHECK(kept.err.find(named) != std::string::npos);
    CHECK(kept.err.find("[y/N]: ") != std::string::npos);
  }
  CHECK(dbc.has_scope("demo"));
  CHECK(dbc.run({"emulator", "snapshot", "load", "s", "--yes", "--profile", "demo"}).exit_code == 0);
  dbc.type({"y"});
  CHECK(dbc.run({"emulator", "snapshot", "delete", "s", "--profile", "demo"}).out.find("Deleted 's'") == 0);
}

TEST_CASE("a workspace that a slip in local:NAME makes is told of, once", "[commands][emulator]") {
  WorkspacesFixture dbc;
  dbc.environment["DATABRICKS_HOST"] = "local:otehr";
  const auto made = dbc.run({"clusters", "list"});
  CHECK(made.exit_code == 0);
  CHECK(made.err == "Note: the new workspace 'otehr' was made in " + dbc.folder("otehr") + ". Did you mean 'other'?\n");
  CHECK(dbc.run({"clusters", "list"}).err.empty());
  CHECK(dbc.run({"configure", "--local", "wanted", "--profile", "w"}).exit_code == 0);
  CHECK(dbc.run({"clusters", "list", "--profile", "w"}).err.empty());
}
