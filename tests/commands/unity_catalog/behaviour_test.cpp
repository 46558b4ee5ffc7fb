#include "case.hpp"

using dbc::test::CommandFixture;
using namespace dbc::test::unity_catalog;

namespace {

std::vector<std::string> asked(const dbc::test::FakeService& service) {
  std::vector<std::string> lines;
  for (const auto& request : service.requests) lines.push_back(request.method + " " + request.target);
  return lines;
}

}  // namespace

TEST_CASE("unity-catalog: 68 commands, 62 of them under a second name", "[commands][unity-catalog]") {
  const auto* group = dbc::cli::find_group(dbc::commands::tree_for("dbc"), "unity-catalog");
  REQUIRE(group != nullptr);
  std::size_t commands = 0;
  std::set<std::string_view> aliases;
  for (const auto* below : group->groups) {
    commands += below->commands.size();
    for (const auto& command : below->commands)
      if (!command.name_above.empty()) aliases.insert(command.name_above);
  }
  CHECK(commands == 68);
  CHECK(aliases.size() == 62);
  CHECK(group->commands.empty());
}

TEST_CASE("unity-catalog: --profile stands before the group or on the command, not between",
          "[commands][unity-catalog]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.write_file(".databrickscfg", "[a]\nhost = local:a\n");
  service.reply(200, "{}");
  service.reply(200, "{}");
  CHECK(cli.run({"--profile", "a", "unity-catalog", "catalogs", "list"}).exit_code == 0);
  CHECK(cli.run({"unity-catalog", "catalogs", "list", "--profile", "a"}).exit_code == 0);
  CHECK(cli.run({"unity-catalog", "--profile", "a", "catalogs", "list"}).exit_code == 2);
  CHECK(cli.run({"unity-catalog", "catalogs", "--debug", "list"}).exit_code == 2);
  CHECK(cli.run({"unity-catalog", "-v"}).out.starts_with("Version "));
  CHECK(cli.run({"unity-catalog", "catalogs", "-v"}).err.find("No such option: -v") != std::string::npos);
  CHECK(cli.run({"unity-catalog", "catalogs"}).out.starts_with("Usage: dbc unity-catalog catalogs "));
  CHECK(cli.run({"unity-catalog", "create-catalog", "-h"}).out.starts_with("Usage: dbc unity-catalog create-catalog "));
  CHECK(cli.run({"catalogs", "list"}).exit_code == 2);
  CHECK(cli.run({"unity-catalog", "create-catalogue"}).exit_code == 2);
}

TEST_CASE("unity-catalog catalogs delete --purge: tables, schemas, then the catalog", "[commands][unity-catalog]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"tables":[{"full_name":"c.s.t"},{"full_name":"c.information_schema.x"}],)"
                     R"("next_page_token":"2"})");
  service.reply(200, R"({"tables":[{"full_name":"c.s.ü"}]})");
  service.reply(200, "{}");
  service.reply(200, "{}");
  service.reply(200, R"({"schemas":[{"full_name":"c.s","name":"s"},{"full_name":"c.information_schema"}]})");
  service.reply(200, "{}");
  service.reply(200, "{}");
  const auto outcome = cli.run({"unity-catalog", "catalogs", "delete", "--name", "c", "-p"});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.out == "Deleting table: c.s.t\nDeleting table: c.s.ü\nPurging schema: c.s\n");
  const std::string base = "/api/2.1/unity-catalog/";
  CHECK(asked(service) == std::vector<std::string>{
                              "GET " + base + "table-summaries?catalog_name=c",
                              "GET " + base + "table-summaries?catalog_name=c&page_token=2",
                              "DELETE " + base + "tables/c.s.t",
                              "DELETE " + base + "tables/c.s.%C3%BC",
                              "GET " + base + "schemas?catalog_name=c",
                              "DELETE " + base + "schemas/c.s",
                              "DELETE " + base + "catalogs/c",
                          });
}

TEST_CASE("unity-catalog schemas delete --purge: an empty schema goes too; a refusal stops",
          "[commands][unity-catalog]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  service.reply(200, "{}");
  const auto empty = cli.run({"unity-catalog", "schemas", "delete", "--full-name", "c.s", "--purge"});
  CHECK(empty.exit_code == 0);
  CHECK(empty.out == "Purging all tables from schema s in catalog c\n");
  CHECK(asked(service).back() == "DELETE /api/2.1/unity-catalog/schemas/c.s");

  service.reply(200, R"({"tables":[{"full_name":"c.s.t"},{"full_name":"c.s.u"}]})");
  service.reply(403, R"({"error_code":"PERMISSION_DENIED","message":"no"})");
  const auto refused = cli.run({"unity-catalog", "schemas", "delete", "--full-name", "c.s", "--purge"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.out == "Purging all tables from schema s in catalog c\nDeleting table: c.s.t\n");
  CHECK(service.requests.size() == 4);
}

TEST_CASE("unity-catalog lineage table: both directions, each table asked once", "[commands][unity-catalog]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const auto table = [](const std::string& name) {
    return R"({"catalog_name":"a","schema_name":"b","name":")" + name + "\"}";
  };
  service.reply(200, R"({"downstream_tables":[)" + table("d") + "," + table("e") + R"(],"upstream_tables":[)" +
                         table("u") + "]}");
  service.reply(200, R"({"downstream_tables":[)" + table("e") + "," + table("c") + "]}");
  service.reply(200, "{}");
  service.reply(200, R"({"upstream_tables":[)" + table("\\\"q") + "]}");
  const auto outcome = cli.run({"unity-catalog", "lineage", "table", "--table-name", "a.b.c", "--level", "2"});
  CHECK(outcome.out ==
        "digraph \"lineage graph of a.b.c\" {\n"
        "\t\"a.b.c\" -> \"a.b.d\",\"a.b.e\";\n"
        "\t\"a.b.d\" -> \"a.b.e\",\"a.b.c\";\n"
        "\t\"a.b.u\" -> \"a.b.c\";\n"
        "\t\"a.b.\\\"q\" -> \"a.b.u\";\n"
        "}\n");
  const std::string path = "GET /api/2.0/lineage-tracking/table-lineage/get?table_name=a.b.";
  CHECK(asked(service) == std::vector<std::string>{path + "c", path + "d", path + "e", path + "u"});
}

TEST_CASE("unity-catalog lineage: no level asks nothing; a column is a plain request", "[commands][unity-catalog]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (const std::string level : {"0", "-3"}) {
    const auto none = cli.run({"unity-catalog", "list-table-lineages", "--table-name", "t", "--level", level});
    CHECK(none.out == "digraph \"lineage graph of t\" {\n\t\n}\n");
  }
  CHECK(service.requests.empty());
  CHECK(cli.run({"unity-catalog", "lineage", "table", "--table-name", "t", "--level", "x"}).exit_code == 2);
  service.reply(200, "{}");
  CHECK(cli.run({"unity-catalog", "lineage", "table", "--table-name", "t"}).out.find("{\n\t\n}") != std::string::npos);
  service.reply(200, R"({"downstream_tables":7})");
  CHECK(cli.run({"unity-catalog", "lineage", "table", "--table-name", "t"}).exit_code == 1);
  service.reply(500, "oops");
  CHECK(cli.run({"unity-catalog", "lineage", "table", "--table-name", "t"}).exit_code == 1);
  const std::string column = "/api/2.0/lineage-tracking/column-lineage/get?table_name=a.b.c&column_name=x+y";
  check_words({"unity-catalog", "list-column-lineages", "--table-name", "a.b.c", "--column-name", "x y"},
              {.words = {}, .alias = "", .method = "GET", .target = column, .body = ""});
}

TEST_CASE("unity-catalog providers create: the profile comes from a file too", "[commands][unity-catalog]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const auto file = cli.write_file("profile.json", R"({"v": 1})");
  service.reply(200, "{}");
  CHECK(cli.run({"unity-catalog", "providers", "create", "--name", "p", "--recipient-profile-json-file", file})
            .exit_code == 0);
  CHECK(service.requests.front().body.find(R"("recipient_profile_str": "{\n  \"v\": 1\n}")") != std::string::npos);
}
