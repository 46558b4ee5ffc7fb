#include "../shared_options.hpp"
#include "purge.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr Option k_full_name = full_name("Name of the schema, as CATALOG.SCHEMA");
constexpr Option k_catalog_name{.names = "--catalog-name", .help = "Catalog of the schema", .required = true};

constexpr Option k_create[] = {
    k_catalog_name,
    {.names = "--name", .help = "Name of the schema within its catalog", .required = true},
    k_comment,
};
constexpr Option k_list[] = {
    k_catalog_name,
    {.names = "--name-pattern", .help = "Only names like this, as SQL's LIKE reads it", .field = "schema_name_regex"},
};
constexpr Option k_by_full_name[] = {k_full_name};
constexpr Option k_update[] = {k_full_name, k_json_file, k_json};
constexpr Option k_delete[] = {
    k_full_name,
    {.names = "--purge,-p",
     .help = "First delete its tables, without asking",
     .type = ValueType::flag,
     .place = Place::none},
};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a schema",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/schemas"},
     .output = k_reply,
     .name_above = "create-schema"},
    {.names = "list",
     .summary = "List the schemas of a catalog",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/schemas"},
     .output = k_reply,
     .name_above = "list-schemas"},
    {.names = "get",
     .summary = "Show a schema",
     .options = k_by_full_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/schemas/{full_name}"},
     .output = k_reply,
     .name_above = "get-schema"},
    {.names = "update",
     .summary = "Change a schema",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/schemas/{full_name}"},
     .output = k_ascii_reply,
     .body = BodyRule::strict,
     .name_above = "update-schema"},
    {.names = "delete",
     .summary = "Delete a schema",
     .options = k_delete,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/schemas/{full_name}"},
     .run = run_delete_schema,
     .name_above = "delete-schema"},
};

}  // namespace

constexpr cli::Group k_schemas{.name = "schemas",
                               .summary = "Schemas of a catalog",
                               .commands = k_commands,
                               .takes_profile = false,
                               .takes_version = false};

}  // namespace dbc::commands::unity_catalog
