#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "support/process.hpp"

using dbc::test::binary_path;
using dbc::test::BinaryFixture;

namespace {

/// Reports go where the program starts.
struct InHome : BinaryFixture {
  InHome() { options.folder = home(); }
};

/// The words of `emulator exec` with a script of the shell, in which $0 is dbc.
std::vector<std::string> exec(const std::vector<std::string>& options, const std::string& script) {
  std::vector<std::string> all{"emulator", "exec"};
  all.insert(all.end(), options.begin(), options.end());
  all.insert(all.end(), {"--", "sh", "-c", script, binary_path()});
  return all;
}

const std::string k_uses_it =
    "\"$0\" jobs create --version 2.1 --json '{\"name\": \"night & <day>\"}' && \"$0\" jobs list && "
    "\"$0\" secrets create-scope --scope keep && \"$0\" secrets put --scope keep --key k --string-value hidden-value";
const std::string k_asks_for_more = "\"$0\" pipelines list; true";

dbc::Json json_file(const BinaryFixture& dbc, const std::string& name) {
  const auto text = dbc::read_file(dbc.home() / name);
  REQUIRE(text);
  auto json = dbc::parse_json(*text);
  REQUIRE(json);
  return std::move(*json);
}

std::string text_file(const BinaryFixture& dbc, const std::string& name) {
  const auto text = dbc::read_file(dbc.home() / name);
  REQUIRE(text);
  return *text;
}

}  // namespace

TEST_CASE("emulator exec: --fail-on-unmodelled names what was asked for", "[e2e][emulator]") {
  const InHome dbc;
  CHECK(dbc.run(exec({}, k_asks_for_more)).exit_code == 0);
  CHECK(dbc.run(exec({"--fail-on-unmodelled"}, k_uses_it)).exit_code == 0);
  const auto failed = dbc.run(exec({"--fail-on-unmodelled"}, k_asks_for_more));
  CHECK(failed.exit_code == 1);
  CHECK(failed.err.find("GET /api/2.0/pipelines (pipelines.list_pipelines): 1 request\n") != std::string::npos);
  const auto both = dbc.run(exec({"--fail-on-unmodelled"}, "\"$0\" pipelines list; exit 7"));
  CHECK(both.exit_code == 7);
  CHECK(both.err.find("GET /api/2.0/pipelines") != std::string::npos);
}

TEST_CASE("emulator exec: what the embedded door is asked counts as well", "[e2e][emulator]") {
  const InHome dbc;
  const auto failed =
      dbc.run(exec({"--workspace", "both", "--fail-on-unmodelled", "--report", "r.json"},
                   "unset DATABRICKS_TOKEN; export DATABRICKS_HOST=local:both; "
                   "\"$0\" pipelines list; \"$0\" jobs create --version 2.1 --json '{\"name\": \"here\"}'"));
  CHECK(failed.exit_code == 1);
  CHECK(failed.err.find("pipelines.list_pipelines") != std::string::npos);
  CHECK(json_file(dbc, "r.json").at("changes").at(0).at("name") == "here");
}

TEST_CASE("emulator exec: --report tells requests and changes, and no secret", "[e2e][emulator]") {
  const InHome dbc;
  REQUIRE(dbc.run(exec({"--report", "r.json"}, k_uses_it + "; " + k_asks_for_more)).exit_code == 0);
  const auto json = json_file(dbc, "r.json");
  CHECK(json.at("exit_code") == 0);
  CHECK(json.at("requests_lost") == 0);
  CHECK(json.at("requests").at(0).at("endpoint") == "/api/2.1/jobs/create");
  CHECK(json.at("requests").at(0).at("statuses").at("200") == 1);
  CHECK(json.at("unmodelled").size() == 1);
  CHECK(json.at("changes").at(0).at("action") == "made");
  CHECK(json.at("changes").at(0).at("kind") == "job");
  CHECK(json.at("changes").at(0).at("name") == "night & <day>");
  REQUIRE(dbc.run(exec({"--report", "r.txt"}, k_uses_it)).exit_code == 0);
  const auto text = text_file(dbc, "r.txt");
  CHECK(text.find("sh ended with exit code 0") != std::string::npos);
  CHECK(text.find("Made:\n  job night & <day> (") != std::string::npos);
  CHECK(text.find("secret keep/k") != std::string::npos);
  REQUIRE(dbc.run(exec({"--report", "r.xml"}, k_uses_it)).exit_code == 0);
  for (const auto& report : {json.dump(), text, text_file(dbc, "r.xml")}) {
    CHECK(report.find("hidden-value") == std::string::npos);
    CHECK(report.find("dapi") == std::string::npos);
  }
}

TEST_CASE("emulator exec: the report for continuous integration", "[e2e][emulator]") {
  const InHome dbc;
  REQUIRE(
      dbc.run(exec({"--report", "r.xml"}, k_uses_it + "; \"$0\" jobs get --job-id 1; " + k_asks_for_more)).exit_code ==
      0);
  const auto good = text_file(dbc, "r.xml");
  CHECK(good.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
  CHECK(good.find("name=\"program\"") != std::string::npos);
  CHECK(good.find("made job night &amp; &lt;day&gt; (") != std::string::npos);
  // The program went on after its refused request, so that only what is not modelled fails.
  CHECK(good.find("failures=\"1\"") != std::string::npos);
  CHECK(good.find("type=\"unmodelled\"") != std::string::npos);
  CHECK(good.find("type=\"refused\"") == std::string::npos);
  CHECK(
      dbc.run(exec({"--report", "bad", "--report-format", "junit"}, "\"$0\" jobs get --job-id 1; exit 3")).exit_code ==
      3);
  const auto bad = text_file(dbc, "bad");
  CHECK(bad.find("<failure message=\"exit code 3\" type=\"exit-code\"/>") != std::string::npos);
  CHECK(bad.find("type=\"refused\"") != std::string::npos);
}

TEST_CASE("emulator exec: a report is there whatever becomes of the program", "[e2e][emulator]") {
  const InHome dbc;
  CHECK(dbc.run(exec({"--report", "killed.json"}, "kill -9 $$")).exit_code == 128 + 9);
  CHECK(json_file(dbc, "killed.json").at("exit_code") == 128 + 9);
  CHECK(dbc.run({"emulator", "exec", "--report", "none.json", "--", "no-such-program"}).exit_code == 127);
  CHECK(json_file(dbc, "none.json").at("exit_code") == 127);
  const auto shown = dbc.run(exec({"--report", "-", "--report-format", "json"}, "echo first"));
  CHECK(shown.exit_code == 0);
  REQUIRE(shown.out.starts_with("first\n"));
  CHECK(dbc::parse_json(shown.out.substr(6)));
}

TEST_CASE("emulator exec: a report that cannot be made is refused before the program starts", "[e2e][emulator]") {
  const InHome dbc;
  const auto refused = dbc.run(exec({"--report", "no/such/folder/r.json"}, "echo started"));
  CHECK(refused.exit_code == 1);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("no/such/folder/r.json") != std::string::npos);
  CHECK(dbc.run(exec({"--report", dbc.home().string()}, "echo started")).out.empty());
  CHECK(dbc.run(exec({"--report", ""}, "true")).exit_code == 2);
  CHECK(dbc.run(exec({"--report-format", "json"}, "true")).exit_code == 2);
  CHECK(dbc.run(exec({"--report", "r", "--report-format", "yaml"}, "true")).exit_code == 2);
}

TEST_CASE("emulator exec: other workspaces are told apart in the report", "[e2e][emulator]") {
  const InHome dbc;
  REQUIRE(dbc.run(exec({"--add-workspace", "blue=blue-token", "--report", "r.json"},
                       "DATABRICKS_TOKEN=blue-token \"$0\" jobs create --version 2.1 --json '{\"name\": \"b\"}'; "
                       "\"$0\" jobs create --version 2.1 --json '{\"name\": \"a\"}'"))
              .exit_code == 0);
  const auto changes = json_file(dbc, "r.json").at("changes");
  REQUIRE(changes.size() == 2);
  CHECK_FALSE(changes.at(0).contains("workspace"));
  CHECK(changes.at(0).at("name") == "a");
  CHECK(changes.at(1).at("workspace") == "blue");
  CHECK(changes.at(1).at("name") == "b");
}
