#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("dispatch: help is on stdout at every level", "[cli]") {
  CommandFixture cli;
  for (const auto& words : std::vector<std::vector<std::string>>{{},
                                                                 {"-h"},
                                                                 {"--help"},
                                                                 {"clusters"},
                                                                 {"clusters", "-h"},
                                                                 {"clusters", "get", "--help"},
                                                                 {"clusters", "resize", "-h"}}) {
    const auto shown = cli.run(words);
    CHECK(shown.exit_code == 0);
    CHECK(shown.out.starts_with("Usage: dbc"));
    CHECK(shown.err.empty());
  }
}

TEST_CASE("dispatch: usage errors go to stderr with exit 2 and a suggestion", "[cli]") {
  CommandFixture cli;
  const auto typo = cli.run({"confgiure"});
  CHECK(typo.exit_code == 2);
  CHECK(typo.out.empty());
  CHECK(typo.err.ends_with("Error: No such command 'confgiure'. Did you mean 'configure'?\n"));
  CHECK(cli.run({"clusters", "lst"}).err.find("'list'") != std::string::npos);
  CHECK(cli.run({"clusters", "list", "--outptu", "x"})
            .err.ends_with("Error: No such option: --outptu. Did you mean --output?\n"));
  CHECK(cli.run({"clusters", "get", "-h", "--bogus"}).exit_code == 2);
  CHECK(cli.run({"clusters", "start"}).err.ends_with("Error: Missing option '--cluster-id'.\n"));
  CHECK(cli.run({"clusters", "start", "--cluster-id"})
            .err.ends_with("Error: Option '--cluster-id' requires an argument.\n"));
  CHECK(
      cli.run({"clusters", "list", "--debug=true"}).err.ends_with("Error: Option '--debug' does not take a value.\n"));
  CHECK(cli.run({"clusters", "list", "a", "b"}).err.ends_with("Error: Got unexpected extra arguments (a b)\n"));
  CHECK(cli.run({"--bogus", "clusters"}).exit_code == 2);
}

TEST_CASE("dispatch: an option with one dash too few is told as it was typed", "[cli]") {
  CommandFixture cli;
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"-help"}, {"clusters", "-help"}, {"jobs", "list", "-help"}})
    CHECK(cli.run(words).err.ends_with("Error: No such option: -help. Did you mean --help?\n"));
  CHECK(cli.run({"fs", "cp", "-rx", "a", "b"}).err.find("No such option: -rx") != std::string::npos);
}

TEST_CASE("report: advice is a sentence, and names the program as it was typed", "[cli]") {
  CommandFixture cli;
  cli.environment.erase("DATABRICKS_HOST");
  CHECK(cli.run({"clusters", "list"}, "databricks").err.find("dbc ") == std::string::npos);
  CHECK(cli.run({"clusters", "list"}, "databricks").err.find("databricks configure") != std::string::npos);
  CHECK(cli.run({"clusters", "list"}).err.find("dbc configure") != std::string::npos);
  CHECK(cli.run({"emulator", "snapshot", "save", "a/b"}).err.find(". Use letters") != std::string::npos);
}

TEST_CASE("dispatch: a name where an id belongs is told what it takes", "[cli]") {
  CommandFixture cli;
  const auto named = cli.run({"jobs", "run-now", "nightly"});
  CHECK(named.exit_code == 2);
  CHECK(named.err.ends_with(
      "Error: JOB_ID is a whole number, and 'nightly' is not one. A name is given with --job-name nightly.\n"));
  CHECK(cli.run({"runs", "get", "7x"}).err.ends_with("Error: RUN_ID is a whole number, and '7x' is not one.\n"));
}

TEST_CASE("dispatch: --profile stands at one level only", "[cli]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.write_file(".databrickscfg", "[a]\nhost = local:a\n[b]\nhost = local:b\n");
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--profile", "a", "clusters", "list"},
                                             {"clusters", "--profile=a", "list"},
                                             {"clusters", "list", "--profile", "b", "--profile", "a"}}) {
    service.reply(200, "{}");
    CHECK(cli.run(words).exit_code == 0);
  }
  const auto twice = cli.run({"--profile", "a", "clusters", "list", "--profile", "a"});
  CHECK(twice.exit_code == 2);
  CHECK(twice.err.find("The profiles [a, a] were provided.") != std::string::npos);
  CHECK(cli.run({"clusters", "list", "--profile", "nope"}).exit_code == 1);
}

TEST_CASE("dispatch: --version is a line that scripts can read", "[cli]") {
  CommandFixture cli;
  CHECK(cli.run({"--version"}).out.starts_with("Version "));
  CHECK(cli.run({"-v", "whatever"}).exit_code == 0);
  CHECK(cli.run({"--version"}, "databricks").out == "Version 0.18.0\n");
  CHECK(cli.run({"version", "--output", "json"}).out.find("\"Version\": \"") != std::string::npos);
}

TEST_CASE("dispatch: -- ends the options", "[cli]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  REQUIRE(cli.run({"workspace", "mkdirs", "--", "-dashed"}).exit_code == 0);
  CHECK(service.requests.back().body == R"({"path": "-dashed"})");
  const auto more = cli.run({"workspace", "mkdirs", "/a", "--", "--recursive"});
  CHECK(more.exit_code == 2);
  CHECK(more.err.find("unexpected extra argument (--recursive)") != std::string::npos);
}

TEST_CASE("dispatch: values keep what looks like syntax", "[cli]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (const std::string value : {"--version", "-5", "[a,b]", "{}", "", " x ", "a=b", "--"}) {
    service.reply(200, "{}");
    REQUIRE(cli.run({"clusters", "start", "--cluster-id", value}).exit_code == 0);
    CHECK(service.requests.back().body == "{\"cluster_id\": \"" + value + "\"}");
  }
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "start", "--cluster-id=", "--cluster-id=z"}).exit_code == 0);
  CHECK(service.requests.back().body == R"({"cluster_id": "z"})");
}
