#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "dbc/commands/registry.hpp"
#include "support/command_fixture.hpp"
#include "support/golden.hpp"

using dbc::test::CommandFixture;

TEST_CASE("help: the texts of groups and commands", "[cli][help]") {
  CommandFixture cli;
  const std::vector<std::pair<std::string, std::vector<std::string>>> shown{
      {"unity_catalog", {"unity-catalog", "-h"}},
      {"unity_catalog_tables", {"unity-catalog", "tables", "-h"}},
      {"unity_catalog_shares", {"unity-catalog", "shares"}},
      {"external_locations_update", {"unity-catalog", "external-locations", "update", "-h"}},
      {"create_external_location", {"unity-catalog", "create-external-location", "-h"}},
      {"shares_update", {"unity-catalog", "shares", "update", "--help"}},
      {"clusters_resize", {"clusters", "resize", "-h"}},
  };
  for (const auto& [name, words] : shown) {
    CAPTURE(words);
    const auto outcome = cli.run(words);
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.err.empty());
    dbc::test::check_golden("help/" + name + ".txt", outcome.out);
  }
}

TEST_CASE("help: a narrow terminal gets narrow lines", "[cli][help]") {
  const auto& tree = dbc::commands::tree_for("dbc");
  const auto* unity_catalog = dbc::cli::find_group(tree, "unity-catalog");
  REQUIRE(unity_catalog != nullptr);
  const std::string text = dbc::cli::group_help(*unity_catalog, "dbc unity-catalog", 50);
  for (const auto line : dbc::split(text, '\n')) CHECK(dbc::count_code_points(line) <= 50);
  dbc::test::check_golden("help/unity_catalog_narrow.txt", text);
}

TEST_CASE("help: no text of any group or command is wider than 80 columns but for its example", "[cli][help]") {
  const std::function<void(const dbc::cli::Group&, const std::string&)> check = [&](const dbc::cli::Group& group,
                                                                                    const std::string& path) {
    CAPTURE(path);
    const std::string help = dbc::cli::group_help(group, path);
    for (const auto line : dbc::split(help, '\n')) CHECK(dbc::count_code_points(line) <= dbc::cli::k_help_width);
    for (const auto& command : group.commands) {
      const auto text = dbc::cli::command_help(command, path + " " + std::string(command.names));
      const auto options = text.substr(0, text.find("\nExample:"));
      for (const auto line : dbc::split(options, '\n')) CHECK(dbc::count_code_points(line) <= dbc::cli::k_help_width);
    }
    for (const auto* below : group.groups) check(*below, path + " " + std::string(below->name));
  };
  check(dbc::commands::tree_for("dbc"), "dbc");
}

TEST_CASE("help: an example names the program as it was typed", "[cli][help]") {
  CommandFixture cli;
  CHECK(cli.run({"emulator", "exec", "-h"}, "databricks").out.find("\n  databricks emulator exec") !=
        std::string::npos);
  CHECK(cli.run({"secrets", "put", "-h"}, "databricks").out.find("| databricks secrets put") != std::string::npos);
  CHECK(cli.run({"completion", "-h"}, "databricks").out.find("$(databricks completion") != std::string::npos);
  CHECK(cli.run({"emulator", "exec", "-h"}).out.find("\n  dbc emulator exec") != std::string::npos);
}
