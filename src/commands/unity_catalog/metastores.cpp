#include "../shared_options.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr Option k_id{.names = "--id", .help = "Id of the metastore", .required = true, .place = Place::path};
constexpr Option k_workspace_id{
    .names = "--workspace-id", .help = "Id of the workspace", .required = true, .place = Place::path};
constexpr Option k_metastore_id{.names = "--metastore-id", .help = "Id of the metastore", .required = true};

constexpr Option k_create[] = {
    {.names = "--name", .help = "Name of the metastore", .required = true},
    {.names = "--storage-root", .help = "URL where managed tables are kept", .required = true},
    {.names = "--region", .help = "Region of the cloud; that of the workspace where not given"},
};
constexpr Option k_by_id[] = {k_id};
constexpr Option k_update[] = {
    k_id,
    k_new_name,
    {.names = "--storage-root-credential-id", .help = "Id of the credential for the storage root"},
    {.names = "--delta-sharing-scope", .help = "INTERNAL, or INTERNAL_AND_EXTERNAL"},
    {.names = "--delta-sharing-recipient-token-lifetime-in-seconds",
     .help = "How long a recipient's token is good, in seconds",
     .type = ValueType::integer},
    {.names = "--delta-sharing-organization-name", .help = "Name under which recipients see the metastore"},
    k_owner,
    k_json_file,
    k_json,
};
constexpr Option k_delete[] = {
    k_id,
    {.names = "--force,-f",
     .help = "Also delete a metastore that is not empty",
     .type = ValueType::flag,
     .always_sent = true},
};
constexpr Option k_assign[] = {
    k_workspace_id,
    k_metastore_id,
    {.names = "--default-catalog-name", .help = "Catalog of names that tell none", .fallback = "hive_metastore"},
};
constexpr Option k_unassign[] = {k_workspace_id, k_metastore_id};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a metastore",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/metastores"},
     .output = k_reply,
     .name_above = "create-metastore"},
    {.names = "list",
     .summary = "List the metastores",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/metastores"},
     .output = k_reply,
     .name_above = "list-metastores"},
    {.names = "get",
     .summary = "Show a metastore",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/metastores/{id}"},
     .output = k_reply,
     .name_above = "get-metastore"},
    {.names = "update",
     .summary = "Change a metastore, by options or by JSON",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/metastores/{id}"},
     .output = k_reply_ascii_with_json,
     .body = BodyRule::either,
     .name_above = "update-metastore"},
    {.names = "delete",
     .summary = "Delete a metastore",
     .options = k_delete,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/metastores/{id}"},
     .name_above = "delete-metastore"},
    {.names = "get-summary",
     .summary = "Show the metastore of the workspace",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/metastore_summary"},
     .output = k_reply,
     .name_above = "metastore-summary"},
    {.names = "get-assignment",
     .summary = "Show which metastore the workspace is assigned to",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/current-metastore-assignment"},
     .output = k_reply,
     .name_above = "get-metastore-assignment"},
    {.names = "assign",
     .summary = "Assign a metastore to a workspace",
     .options = k_assign,
     .endpoint = {Method::put, "/api/2.1/unity-catalog/workspaces/{workspace_id}/metastore"},
     .output = k_reply,
     .name_above = "assign-metastore"},
    {.names = "unassign",
     .summary = "Take a metastore away from a workspace",
     .options = k_unassign,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/workspaces/{workspace_id}/metastore"},
     .output = k_reply,
     .name_above = "unassign-metastore"},
};

}  // namespace

constexpr cli::Group k_metastores{.name = "metastores",
                                  .summary = "Metastores, and which workspace uses which",
                                  .commands = k_commands,
                                  .takes_profile = false,
                                  .takes_version = false};

}  // namespace dbc::commands::unity_catalog
