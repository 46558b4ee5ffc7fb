#include "../shared_options.hpp"
#include "share_updates.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr cli::Endpoint k_patch_share{Method::patch, "/api/2.1/unity-catalog/shares/{share}"};

constexpr Option k_name = object_name("Name of the share");
constexpr Option k_share{.names = "--share", .help = "Name of the share", .required = true, .place = Place::path};
constexpr Option k_schema{.names = "--schema", .help = "Full name of the schema", .field = "name"};
constexpr Option k_table{.names = "--table", .help = "Full name of the table", .field = "name"};
constexpr Option k_shared_as{.names = "--shared-as", .help = "Name under which recipients see the table"};

constexpr Option k_create[] = {{.names = "--name", .help = "Name of the share", .required = true}};
constexpr Option k_get[] = {
    k_name,
    {.names = "--include-shared-data",
     .help = "Also list what is shared",
     .type = ValueType::boolean,
     .fallback = "true"},
};
constexpr Option k_by_name[] = {k_name};
constexpr Option k_update[] = {
    k_name,
    k_new_name,
    k_comment,
    k_owner,
    {.names = "--add-table",
     .help = "Full name of a table to share; repeatable",
     .repeatable = true,
     .place = Place::none,
     .hidden = true},
    {.names = "--remove-table",
     .help = "Full name of a table to share no longer; repeatable",
     .repeatable = true,
     .place = Place::none,
     .hidden = true},
    k_json_file,
    k_json,
};
constexpr Option k_name_and_json[] = {k_name, k_json_file, k_json};
constexpr Option k_schema_options[] = {k_share, k_schema, k_comment, k_json_file, k_json};
constexpr Option k_remove_schema[] = {k_share, k_schema, k_json_file, k_json};
constexpr Option k_table_options[] = {
    k_share,
    k_table,
    k_comment,
    k_shared_as,
    {.names = "--cdf",
     .help = "Share or hold back the change data feed",
     .type = ValueType::flag,
     .field = "cdf_enabled",
     .negative = "--no-cdf"},
    {.names = "--partitions", .help = "JSON list of the partitions to share", .type = ValueType::json},
    {.names = "--start-version", .help = "First version of the table that is shared", .type = ValueType::integer},
    k_json_file,
    k_json,
};
constexpr Option k_remove_table[] = {k_share, k_table, k_shared_as, k_json_file, k_json};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a share",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/shares"},
     .output = k_reply,
     .name_above = "create-share"},
    {.names = "list",
     .summary = "List the shares",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/shares"},
     .output = k_reply,
     .name_above = "list-shares"},
    {.names = "get",
     .summary = "Show a share",
     .options = k_get,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/shares/{name}"},
     .output = k_reply,
     .name_above = "get-share"},
    {.names = "update",
     .summary = "Change a share, by options or by JSON",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/shares/{name}"},
     .output = k_reply_ascii_with_json,
     .body = BodyRule::either,
     .finish_body = add_table_updates,
     .name_above = "update-share"},
    {.names = "list-permissions",
     .summary = "Show which recipients may use a share",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/shares/{name}/permissions"},
     .output = k_reply,
     .name_above = "list-share-permissions"},
    {.names = "update-permissions",
     .summary = "Change which recipients may use a share",
     .options = k_name_and_json,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/shares/{name}/permissions"},
     .output = k_ascii_reply,
     .body = BodyRule::strict,
     .name_above = "update-share-permissions"},
    {.names = "add-schema",
     .summary = "Share a schema; JSON stands for the whole shared object",
     .options = k_schema_options,
     .endpoint = k_patch_share,
     .output = k_reply,
     .finish_body = shared_object<ShareAction::add, SharedType::schema>},
    {.names = "update-schema",
     .summary = "Change how a schema is shared; JSON stands for the whole shared object",
     .options = k_schema_options,
     .endpoint = k_patch_share,
     .output = k_reply,
     .finish_body = shared_object<ShareAction::update, SharedType::schema>},
    {.names = "remove-schema",
     .summary = "Share a schema no longer",
     .options = k_remove_schema,
     .endpoint = k_patch_share,
     .output = k_reply,
     .finish_body = shared_object<ShareAction::remove, SharedType::schema>},
    {.names = "add-table",
     .summary = "Share a table; JSON stands for the whole shared object",
     .options = k_table_options,
     .endpoint = k_patch_share,
     .output = k_reply,
     .example = "dbc unity-catalog shares add-table --share sales --table main.sales.orders --cdf",
     .finish_body = shared_object<ShareAction::add, SharedType::table>},
    {.names = "update-table",
     .summary = "Change how a table is shared; JSON stands for the whole shared object",
     .options = k_table_options,
     .endpoint = k_patch_share,
     .output = k_reply,
     .finish_body = shared_object<ShareAction::update, SharedType::table>},
    {.names = "remove-table",
     .summary = "Share a table no longer",
     .options = k_remove_table,
     .endpoint = k_patch_share,
     .output = k_reply,
     .finish_body = shared_object<ShareAction::remove, SharedType::table>},
    {.names = "delete",
     .summary = "Delete a share",
     .options = k_by_name,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/shares/{name}"},
     .name_above = "delete-share"},
};

}  // namespace

constexpr cli::Group k_shares{.name = "shares",
                              .summary = "Shares, what they hold and who may use them",
                              .commands = k_commands,
                              .takes_profile = false,
                              .takes_version = false};

}  // namespace dbc::commands::unity_catalog
