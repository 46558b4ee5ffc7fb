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

constexpr Option k_name = object_name("Name of the catalog");

constexpr Option k_create[] = {
    {.names = "--name", .help = "Name of the catalog", .required = true},
    k_comment,
    {.names = "--provider", .help = "Provider of the share that the catalog shows", .field = "provider_name"},
    {.names = "--share", .help = "Share that the catalog shows", .field = "share_name"},
};
constexpr Option k_by_name[] = {k_name};
constexpr Option k_name_and_json[] = {k_name, k_json_file, k_json};
constexpr Option k_delete[] = {
    k_name,
    {.names = "--purge,-p",
     .help = "First delete its tables and its schemas, without asking",
     .type = ValueType::flag,
     .place = Place::none},
};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a catalog",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/catalogs"},
     .output = k_reply,
     .name_above = "create-catalog"},
    {.names = "list",
     .summary = "List the catalogs",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/catalogs"},
     .output = k_reply,
     .name_above = "list-catalogs"},
    {.names = "get",
     .summary = "Show a catalog",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/catalogs/{name}"},
     .output = k_reply,
     .name_above = "get-catalog"},
    {.names = "update",
     .summary = "Change a catalog",
     .options = k_name_and_json,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/catalogs/{name}"},
     .output = k_ascii_reply,
     .body = BodyRule::strict,
     .name_above = "update-catalog"},
    {.names = "delete",
     .summary = "Delete a catalog",
     .options = k_delete,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/catalogs/{name}"},
     .run = run_delete_catalog,
     .example = "dbc unity-catalog catalogs delete --name sandbox --purge",
     .name_above = "delete-catalog"},
    {.names = "get-bindings",
     .summary = "Show which workspaces may use a catalog",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/workspace-bindings/catalogs/{name}"},
     .output = k_reply,
     .name_above = "get-catalog-bindings"},
    {.names = "update-bindings",
     .summary = "Change which workspaces may use a catalog",
     .options = k_name_and_json,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/workspace-bindings/catalogs/{name}"},
     .output = k_ascii_reply,
     .body = BodyRule::strict,
     .name_above = "update-catalog-bindings"},
};

}  // namespace

constexpr cli::Group k_catalogs{.name = "catalogs",
                                .summary = "Catalogs, and the workspaces that may use them",
                                .commands = k_commands,
                                .takes_profile = false,
                                .takes_version = false};

}  // namespace dbc::commands::unity_catalog
