#include "dbc/cli/completion.hpp"

#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

/// What bash would be told for the line up to its end; the last word is the one being typed.
std::string completed(CommandFixture& cli, const std::string& line, int cursor_word,
                      const std::string& shell = "bash") {
  cli.environment["_DBC_COMPLETE"] = shell + "_complete";
  cli.environment["COMP_WORDS"] = line;
  cli.environment["COMP_CWORD"] = std::to_string(cursor_word);
  const auto outcome = cli.run({"this", "is", "not", "looked", "at"});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  return outcome.out;
}

std::string completed(const std::string& line, int cursor_word) {
  CommandFixture cli;
  return completed(cli, line, cursor_word);
}

}  // namespace

TEST_CASE("completion: names of groups and commands, without the hidden ones", "[cli][completion]") {
  CHECK(completed("dbc unity", 1) == "plain,unity-catalog\n");
  CHECK(completed("dbc unity-catalog ta", 2) == "plain,tables\n");
  CHECK(completed("dbc unity-catalog tables", 3) == "plain,delete\nplain,get\nplain,list\nplain,list-summaries\n");
  CHECK(completed("dbc --profile x unity-catalog tables li", 5) == "plain,list\nplain,list-summaries\n");
  CHECK(completed("dbc unity-catalog create-", 2).empty());
  CHECK(completed("dbc no-such-group x", 2).empty());
  CHECK(completed("dbc unity-catalog tables list extra ", 5).empty());
}

TEST_CASE("completion: the cursor may stand before the end of the line", "[cli][completion]") {
  CHECK(completed("dbc unity-catalog tab list", 2) == "plain,tables\n");
  CHECK(completed("dbc", 1).find("plain,unity-catalog\n") != std::string::npos);
  CHECK(completed("", 0).find("plain,unity-catalog\n") != std::string::npos);
}

TEST_CASE("completion: options, but not those already given, nor hidden ones", "[cli][completion]") {
  CHECK(completed("dbc unity-catalog catalogs delete --p", 4) == "plain,--purge\nplain,--profile\n");
  CHECK(completed("dbc unity-catalog catalogs delete -p --p", 5) == "plain,--profile\n");
  CHECK(completed("dbc unity-catalog create-external-location --", 3).find("plain,--no-read-only\n") !=
        std::string::npos);
  CHECK(completed("dbc unity-catalog external-locations create --no-read-only --r", 5).empty());
  CHECK(completed("dbc unity-catalog recipients create --property a=b --prop", 6) == "plain,--property\n");
  CHECK(completed("dbc unity-catalog shares update --add", 4).empty());
  CHECK(completed("dbc unity-catalog tables --v", 3).empty());
  CHECK(completed("dbc unity-catalog --v", 2) == "plain,--version\n");
  CHECK(completed("dbc clusters list -- --out", 4).empty());
}

TEST_CASE("completion: values of choices, booleans and files", "[cli][completion]") {
  CHECK(completed("dbc clusters list --output", 4) == "plain,JSON\nplain,TABLE\nplain,TEXT\n");
  CHECK(completed("dbc clusters list --output j", 4) == "plain,JSON\n");
  CHECK(completed("dbc clusters list --output=T", 3) == "plain,--output=TABLE\nplain,--output=TEXT\n");
  CHECK(completed("dbc clusters list --output = T", 5) == "plain,TABLE\nplain,TEXT\n");
  CHECK(completed("dbc clusters list --output =", 4) == "plain,JSON\nplain,TABLE\nplain,TEXT\n");
  CHECK(completed("dbc unity-catalog get-share --include-shared-data t", 4) == "plain,true\n");
  CHECK(completed("dbc unity-catalog catalogs update --json-file x/y", 5) == "file,x/y\n");
  CHECK(completed("dbc unity-catalog catalogs update --json x", 5).empty());
  CHECK(completed("dbc unity-catalog catalogs delete --purge=x", 4).empty());
  CHECK(completed("dbc completion z", 2) == "plain,zsh\n");
  CHECK(completed("dbc completion zsh b", 3).empty());
}

TEST_CASE("completion: names of profiles", "[cli][completion]") {
  CommandFixture cli;
  CHECK(completed(cli, "dbc --profile ", 2).empty());
  cli.write_file(".databrickscfg", "[dev]\nhost = local:a\n[prod]\nhost = local:b\n");
  CHECK(completed(cli, "dbc --profile ", 2) == "plain,dev\nplain,prod\n");
  CHECK(completed(cli, "dbc clusters list --profile p", 4) == "plain,prod\n");
  cli.write_file(".databrickscfg", "no section\n");
  CHECK(completed(cli, "dbc --profile ", 2).empty());
}

TEST_CASE("completion: words are read as the shell reads them", "[cli][completion]") {
  CHECK(completed(R"(dbc 'unity-catalog' "tab)", 2) == "plain,tables\n");
  CHECK(completed(R"(dbc unity\-catalog tab)", 2) == "plain,tables\n");
  CHECK(completed("dbc --profile 'a b' unity-catalog\ttab", 4) == "plain,tables\n");
  CHECK(completed("dbc 'unity", 1) == "plain,unity-catalog\n");
  CHECK(completed("dbc x\\", 1).empty());
}

TEST_CASE("completion: zsh and fish are told the meaning too", "[cli][completion]") {
  CommandFixture cli;
  CHECK(completed(cli, "dbc unity-catalog tab", 2, "zsh") == "plain\ntables\nTables of a schema\n");
  CHECK(completed(cli, "dbc clusters list --output T", 4, "zsh") == "plain\nTABLE\n_\nplain\nTEXT\n_\n");
  cli.environment["_DBC_COMPLETE"] = "fish_complete";
  cli.environment["COMP_WORDS"] = "dbc unity-catalog tab";
  cli.environment["COMP_CWORD"] = "tab";
  CHECK(cli.run({}).out == "plain,tables\tTables of a schema\n");
  cli.environment["COMP_WORDS"] = "dbc unity-catalog tables ";
  cli.environment["COMP_CWORD"] = "";
  CHECK(cli.run({}).out.starts_with("plain,delete\tDelete a table\n"));
}

TEST_CASE("completion: the script is the same by variable and by command, and knows the program", "[cli][completion]") {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    CommandFixture cli;
    const auto by_command = cli.run({"completion", shell});
    CHECK(by_command.exit_code == 0);
    CHECK(by_command.out.find("_DBC_COMPLETE=" + shell + "_complete") != std::string::npos);
    for (const std::string placeholder : {"@PROGRAM@", "@FUNCTION@", "@VARIABLE@"})
      CHECK(by_command.out.find(placeholder) == std::string::npos);
    cli.environment["_DBC_COMPLETE"] = shell + "_source";
    CHECK(cli.run({"clusters"}).out == by_command.out);
    cli.environment.clear();
    cli.environment["_DATABRICKS_COMPLETE"] = shell + "_source";
    CHECK(cli.run({}, "databricks").out.find("_databricks_completion") != std::string::npos);
    CHECK(cli.run({}, "dbc").out.starts_with("Usage: dbc"));
  }
  CHECK(dbc::cli::completion_variable("dbc-1.0") == "_DBC_1_0_COMPLETE");
  CHECK(dbc::cli::completion_script("bash", "d'bc").value().find(R"(-F _d_bc_completion 'd'\''bc')") !=
        std::string::npos);
}

TEST_CASE("completion: what cannot be served is told", "[cli][completion]") {
  CommandFixture cli;
  CHECK(cli.run({"completion", "csh"}).exit_code == 2);
  CHECK(cli.run({"completion"}).exit_code == 2);
  for (const std::string instruction : {"csh_source", "bash", "bash_", "bash_other", "_complete"}) {
    cli.environment["_DBC_COMPLETE"] = instruction;
    const auto outcome = cli.run({});
    CHECK(outcome.exit_code == 1);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("Error: "));
  }
  cli.environment["_DBC_COMPLETE"] = "";
  CHECK(cli.run({}).exit_code == 0);
  cli.environment["_DBC_COMPLETE"] = "bash_complete";
  CHECK(cli.run({}).out.find("plain,clusters\n") != std::string::npos);
  cli.environment["COMP_WORDS"] = "dbc clus";
  cli.environment["COMP_CWORD"] = "-7x";
  CHECK(cli.run({}).exit_code == 0);
}
