#include <algorithm>

#include "dbc/cli/request_runner.hpp"
#include "lineage_walk.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr Option k_table_name{
    .names = "--table-name", .help = "Name of the table, as CATALOG.SCHEMA.TABLE", .required = true};

constexpr Option k_table[] = {
    k_table_name,
    {.names = "--level",
     .help = "How many steps to go in each direction",
     .type = ValueType::integer,
     .fallback = "1",
     .place = Place::none},
};
constexpr Option k_column[] = {
    k_table_name,
    {.names = "--column-name", .help = "Name of the column", .required = true},
};

constexpr long long k_most_levels = 1'000'000;  // more than any graph has; keeps the number an int

Result<void> run_table(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json level, invocation.json_value(k_table[1]));
  const auto levels =
      level.is_number_integer() ? std::clamp(level.get<long long>(), 0LL, k_most_levels) : k_most_levels;
  const auto ask = [&](const std::string& table) {
    return client->get(invocation.command().endpoint.path, {{"table_name", table}});
  };
  const std::string table = invocation.text("table-name");
  DBC_TRY(const auto graph, walk_lineage(table, static_cast<int>(levels), ask));
  return session.out().write(graph_text(graph, table) + "\n");
}

constexpr Command k_commands[] = {
    {.names = "table",
     .summary = "Print the tables that a table is made from and feeds, as a Graphviz graph",
     .options = k_table,
     .endpoint = {Method::get, "/api/2.0/lineage-tracking/table-lineage/get"},
     .run = run_table,
     .example = "dbc unity-catalog lineage table --table-name main.sales.orders --level 3 | dot -Tsvg -o graph.svg",
     .name_above = "list-table-lineages"},
    {.names = "column",
     .summary = "Show the columns that a column is made from and feeds",
     .options = k_column,
     .endpoint = {Method::get, "/api/2.0/lineage-tracking/column-lineage/get"},
     .output = k_reply,
     .name_above = "list-column-lineages"},
};

}  // namespace

constexpr cli::Group k_lineage{.name = "lineage",
                               .summary = "What tables and columns are made from",
                               .commands = k_commands,
                               .takes_profile = false,
                               .takes_version = false};

}  // namespace dbc::commands::unity_catalog
