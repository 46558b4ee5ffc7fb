#include "purge.hpp"

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::commands::unity_catalog {
namespace {

constexpr std::string_view k_tables_path = "/api/2.1/unity-catalog/tables";
constexpr std::string_view k_schemas_path = "/api/2.1/unity-catalog/schemas";
constexpr std::string_view k_summaries_path = "/api/2.1/unity-catalog/table-summaries";
constexpr std::string_view k_system_schema = "information_schema";  // the service's own; goes with its catalog

/// The full names in all pages of a list.
Result<std::vector<std::string>> full_names(api::Client& client, std::string_view path, const api::Query& query,
                                            std::string_view items) {
  DBC_TRY(const Json objects, cli::list_all(client, path, query, {.items = items}));
  std::vector<std::string> names;
  for (const auto& object : objects) names.push_back(string_or(object, "full_name", ""));
  return names;
}

/// "main.sales.orders" and "main.sales" are both in the schema "sales".
bool in_system_schema(const std::string& full_name) {
  const auto parts = split(full_name, '.');
  return parts.size() > 1 && parts[1] == k_system_schema;
}

Result<void> delete_each(cli::Session& session, api::Client& client, const std::vector<std::string>& names,
                         std::string_view path, std::string_view saying) {
  for (const auto& name : names) {
    if (name.empty() || in_system_schema(name)) continue;
    DBC_CHECK(session.out().write(std::string(saying) + visible(name) + "\n"));
    DBC_TRY([[maybe_unused]] const Json reply, client.send("DELETE", std::string(path) + "/" + percent_encode(name),
                                                           Json::object(), api::Shape::acknowledgement));
  }
  return {};
}

Result<void> purge_catalog(cli::Session& session, const std::string& catalog) {
  DBC_TRY(api::Client * client, session.workspace());
  const api::Query query{{"catalog_name", catalog}};
  DBC_TRY(const auto tables, full_names(*client, k_summaries_path, query, "tables"));
  DBC_CHECK(delete_each(session, *client, tables, k_tables_path, "Deleting table: "));
  DBC_TRY(const auto schemas, full_names(*client, k_schemas_path, query, "schemas"));
  return delete_each(session, *client, schemas, k_schemas_path, "Purging schema: ");
}

Result<void> purge_schema(cli::Session& session, const std::string& full_name) {
  const auto dot = full_name.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == full_name.size())
    return Error{.kind = ErrorKind::input,
                 .message = "--full-name '" + full_name + "' does not name a catalog and a schema",
                 .hint = "Write it as CATALOG.SCHEMA"};
  const std::string catalog = full_name.substr(0, dot);
  const std::string schema = full_name.substr(dot + 1);
  DBC_CHECK(session.out().write("Purging all tables from schema " + schema + " in catalog " + catalog + "\n"));
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const auto tables,
          full_names(*client, k_tables_path, {{"catalog_name", catalog}, {"schema_name", schema}}, "tables"));
  return delete_each(session, *client, tables, k_tables_path, "Deleting table: ");
}

/// An empty name would ask for, and then delete, everything there is.
Result<void> check_name(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY([[maybe_unused]] const auto path, cli::request_path(session, invocation, invocation.command().endpoint));
  return {};
}

}  // namespace

Result<void> run_delete_catalog(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.flag("purge")) {
    DBC_CHECK(check_name(session, invocation));
    DBC_CHECK(purge_catalog(session, invocation.text("name")));
  }
  return cli::run_request(session, invocation);
}

Result<void> run_delete_schema(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.flag("purge")) {
    DBC_CHECK(check_name(session, invocation));
    DBC_CHECK(purge_schema(session, invocation.text("full-name")));
  }
  return cli::run_request(session, invocation);
}

}  // namespace dbc::commands::unity_catalog
