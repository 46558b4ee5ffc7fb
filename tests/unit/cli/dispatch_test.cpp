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
  CHECK(cli.run({"jobs", "get", ""}).err.ends_with("Error: JOB_ID is a whole number, and '' is not one.\n"));
  CHECK(cli.run({"runs", "get", "7x"}).err.ends_with("Error: RUN_ID is a whole number, and '7x' is not one.\n"));
}

TEST_CASE("dispatch: a name that is none leads to what was probably meant", "[cli]") {
  CommandFixture cli;
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"jobs", "get", "--id", "5"}, "No such option: --id. Did you mean --job-id?"},
      {{"jobs", "get", "--JobId", "5"}, "No such option: --JobId. Did you mean --job-id?"},
      {{"jobs", "get", "--job_id=5"}, "No such option: --job_id. Did you mean --job-id?"},
      {{"jobs", "get", "-job-id", "5"}, "No such option: -job-id. Did you mean --job-id?"},
      {{"clusters", "get", "--name", "x"}, "No such option: --name. Did you mean --cluster-name?"},
      {{"instance-pools", "get", "--pool", "x"},
       "No such option: --pool. Did you mean --instance-pool-id or --instance-pool-name?"},
      {{"jobs", "get", "--zz"}, "Error: No such option: --zz\n"},
      {{"cluster", "list"}, "No such command 'cluster'. Did you mean 'clusters'?"},
      {{"policies", "list"}, "No such command 'policies'. Did you mean 'cluster-policies'?"},
      {{"clusters", "ls"}, "No such command 'ls'. Did you mean 'list'?"},
      {{"jobs", "remove"}, "No such command 'remove'. Did you mean 'delete'?"},
      {{"jobs", "start", "5"}, "No such command 'start'. Did you mean 'run-now'?"},
      {{"fs", "upload", "a", "dbfs:/b"}, "No such command 'upload'. Did you mean 'cp'?"},
      {{"fs", "put", "a"}, "No such command 'put'. Did you mean 'cp'?"},
      {{"token", "list"}, "No such command 'token'. Did you mean 'tokens'?"},
      {{"catalogs", "list"}, "No such command 'catalogs'. Did you mean 'unity-catalog catalogs'?"},
      {{"clusters list"}, "No such command 'clusters list'. It is one word, with a blank in it."},
      {{"jobs", "zz"}, "Error: No such command 'zz'.\n"},
      {{"clusters", "list", "-output", "json"}, "No such option: -output. Did you mean --output?"},
      {{"clusters", "list", "-output=json"}, "No such option: -output. Did you mean --output?"},
      {{"ls"}, "No such command 'ls'. Did you mean 'fs ls' or 'workspace ls'?"},
      {{"auth", "login"}, "No such command 'auth'. Did you mean 'configure'?"},
      {{"run-now", "nightly"}, "No such command 'run-now'. Did you mean 'jobs run-now'?"},
      {{"import_dir", "a", "/b"}, "No such command 'import_dir'. Did you mean 'workspace import_dir'?"},
      {{"help", "jobs"}, "No such command 'help'. `dbc jobs -h` shows help."},
      {{"jobs", "help", "get"}, "No such command 'help'. `dbc jobs get -h` shows help."},
      {{"get"}, "Error: No such command 'get'.\n"},
  };
  for (const auto& [words, has] : cases) {
    const auto told = cli.run(words);
    INFO(told.err);
    CHECK(told.exit_code == 2);
    CHECK(told.err.find(has) != std::string::npos);
  }
  CHECK(cli.run({"help"}, "databricks").err.find("`databricks -h` shows help") != std::string::npos);
}

TEST_CASE("dispatch: an option in front of its command is told its place", "[cli]") {
  CommandFixture cli;
  CHECK(cli.run({"--output", "json", "clusters", "list"})
            .err.ends_with("Error: No such option: --output. It goes behind 'clusters list', which takes it.\n"));
  CHECK(cli.run({"jobs", "--job-id=5", "get"})
            .err.ends_with("Error: No such option: --job-id. It goes behind 'get', which takes it.\n"));
  const auto bogus = cli.run({"--bogus", "clusters", "list"});
  CHECK(bogus.exit_code == 2);
  CHECK(bogus.err.ends_with("Error: No such option: --bogus\n"));
  CHECK(cli.run({"--output"}).err.ends_with("Error: No such option: --output\n"));
}

TEST_CASE("dispatch: a name that --profile has taken for its value is told", "[cli]") {
  CommandFixture cli;
  CHECK(cli.run({"--profile", "clusters", "list"})
            .err.ends_with("Error: No such command 'list'. --profile has taken 'clusters' for its value: the name of a "
                           "profile is missing.\n"));
  CHECK(cli.run({"--profile", "prod", "lsit"}).err.find("has taken") == std::string::npos);
}

TEST_CASE("dispatch: options of a program that a command starts have their place", "[cli]") {
  CommandFixture cli;
  CHECK(cli.run({"emulator", "exec", "dbc", "clusters", "list", "--zz"})
            .err.ends_with("Error: No such option: --zz. Options of the program itself go behind --.\n"));
}

TEST_CASE("dispatch: a dash that a text program made of two hyphens is told", "[cli]") {
  CommandFixture cli;
  for (const std::string dash : {"\u2013", "\u2014"}) {
    const auto many = cli.run({"clusters", "list", dash + "output", "json"});
    CHECK(many.exit_code == 2);
    CHECK(many.err.find("options begin with hyphens ('--')") != std::string::npos);
    CHECK(cli.run({"jobs", "get", dash + "job-id", "5"}).err.find("begins with a dash") != std::string::npos);
  }
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
