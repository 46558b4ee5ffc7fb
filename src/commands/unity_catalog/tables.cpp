#include "../shared_options.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;

constexpr Option k_full_name = full_name("Name of the table, as CATALOG.SCHEMA.TABLE");
constexpr Option k_catalog_name{.names = "--catalog-name", .help = "Catalog of the tables", .required = true};

constexpr Option k_create[] = {k_json_file, k_json};
constexpr Option k_list[] = {
    k_catalog_name,
    {.names = "--schema-name", .help = "Schema of the tables", .required = true},
    {.names = "--name-pattern", .help = "Only names like this, as SQL's LIKE reads it", .field = "table_name_regex"},
};
constexpr Option k_list_summaries[] = {k_catalog_name};
constexpr Option k_by_full_name[] = {k_full_name};
constexpr Option k_update[] = {k_full_name, k_json_file, k_json};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a table",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/tables"},
     .output = k_reply,
     .body = BodyRule::strict,
     .hidden = true,
     .name_above = "create-table"},
    {.names = "list",
     .summary = "List the tables of a schema",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/tables"},
     .output = k_reply,
     .name_above = "list-tables"},
    {.names = "list-summaries",
     .summary = "List the tables of a catalog, by name and type only",
     .options = k_list_summaries,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/table-summaries"},
     .output = k_reply,
     .name_above = "list-table-summaries"},
    {.names = "get",
     .summary = "Show a table",
     .options = k_by_full_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/tables/{full_name}"},
     .output = k_reply,
     .name_above = "get-table"},
    {.names = "update",
     .summary = "Change a table",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/tables/{full_name}"},
     .output = k_reply,
     .body = BodyRule::strict,
     .hidden = true,
     .name_above = "update-table"},
    {.names = "delete",
     .summary = "Delete a table",
     .options = k_by_full_name,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/tables/{full_name}"},
     .name_above = "delete-table"},
};

}  // namespace

constexpr cli::Group k_tables{.name = "tables",
                              .summary = "Tables of a schema",
                              .commands = k_commands,
                              .takes_profile = false,
                              .takes_version = false};

}  // namespace dbc::commands::unity_catalog
