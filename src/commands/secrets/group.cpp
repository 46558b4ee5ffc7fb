#include "../groups.hpp"
#include "../shared_options.hpp"
#include "secrets.hpp"

namespace dbc::commands {
namespace {

using cli::BodyRule;
using cli::Column;
using cli::Command;
using cli::Headers;
using cli::Method;
using cli::Option;
using cli::OutputKind;
using cli::Place;
using cli::ValueType;

constexpr Option k_scope{.names = "--scope", .help = "Name of the scope", .required = true, .slot = 1};
constexpr Option k_key{.names = "--key", .help = "Name of the secret", .required = true, .slot = 2};
constexpr Option k_principal{
    .names = "--principal", .help = "User or group that the rule is about", .required = true, .slot = 2};

constexpr Option k_create_scope[] = {
    k_scope,
    {.names = "--initial-manage-principal", .help = "Who may manage the scope; only `users` is known"},
    {.names = "--scope-backend-type",
     .help = "Where the secrets are kept",
     .type = ValueType::choice,
     .choices = "AZURE_KEYVAULT|DATABRICKS",
     .fallback = "DATABRICKS"},
    {.names = "--resource-id", .help = "Resource id of the key vault", .field = "backend_azure_keyvault.resource_id"},
    {.names = "--dns-name", .help = "DNS name of the key vault", .field = "backend_azure_keyvault.dns_name"},
    k_modern_json,
};
constexpr Option k_by_scope[] = {k_scope};
constexpr Option k_by_key[] = {k_scope, k_key};
constexpr Option k_put[] = {
    k_scope,
    k_key,
    {.names = "--string-value", .help = "The secret itself; others on this machine may see it", .place = Place::none},
    {.names = "--binary-file",
     .help = "File whose bytes are the secret",
     .type = ValueType::existing_path,
     .place = Place::none},
};
constexpr Option k_put_secret[] = {
    k_scope,
    k_key,
    {.names = "--string-value", .help = "The secret itself; others on this machine may see it", .place = Place::none},
    {.names = "--bytes-value", .help = "The secret itself, stored as bytes", .place = Place::none},
    k_modern_json,
};
constexpr Option k_list[] = {k_scope, k_output};
constexpr Option k_list_scopes[] = {k_output};
constexpr Option k_put_acl[] = {
    k_scope,
    k_principal,
    {.names = "--permission",
     .help = "What the principal may do",
     .type = ValueType::choice,
     .required = true,
     .choices = "MANAGE|WRITE|READ",
     .slot = 3},
    k_modern_json,
};
constexpr Option k_by_principal[] = {k_scope, k_principal};
constexpr Option k_get_acl[] = {k_scope, k_principal, k_output};

constexpr Column k_scope_columns[] = {
    {.header = "Scope", .path = "name", .truncate = true},
    {.header = "Backend", .path = "backend_type"},
    {.header = "KeyVault URL", .path = "keyvault_metadata.dns_name", .missing = "N/A"},
};
constexpr Column k_modern_scope_columns[] = {
    {.header = "Scope", .path = "name"},
    {.header = "Backend Type", .path = "backend_type"},
};
constexpr Column k_secret_columns[] = {
    {.header = "Key name", .path = "key"},
    {.header = "Last updated", .path = "last_updated_timestamp", .missing = "Not Available"},
};
constexpr Column k_modern_secret_columns[] = {
    {.header = "Key", .path = "key"},
    {.header = "Last Updated Timestamp", .path = "last_updated_timestamp"},
};
constexpr Column k_acl_columns[] = {
    {.header = "Principal", .path = "principal"},
    {.header = "Permission", .path = "permission", .upper = true},
};

constexpr Command k_commands[] = {
    {.names = "create-scope",
     .summary = "Create a scope for secrets",
     .options = k_create_scope,
     .endpoint = {Method::post, "/api/2.0/secrets/scopes/create"},
     .body = BodyRule::instead,
     .run = run_secrets_create_scope},
    {.names = "list-scopes",
     .summary = "List the scopes",
     .options = k_list_scopes,
     .endpoint = {Method::get, "/api/2.0/secrets/scopes/list"},
     .output = {.kind = OutputKind::table,
                .items = "scopes",
                .columns = k_scope_columns,
                .headers = Headers::simple,
                .modern_columns = k_modern_scope_columns}},
    {.names = "delete-scope",
     .summary = "Delete a scope and its secrets",
     .options = k_by_scope,
     .endpoint = {Method::post, "/api/2.0/secrets/scopes/delete"}},
    {.names = "put,write",
     .summary = "Store a secret; without a value it comes from an editor, or from standard input",
     .options = k_put,
     .endpoint = {Method::post, "/api/2.0/secrets/put"},
     .run = run_secrets_put,
     .example = "printf %s \"$PASSWORD\" | dbc secrets put --scope prod --key password"},
    {.names = "delete",
     .summary = "Delete a secret",
     .options = k_by_key,
     .endpoint = {Method::post, "/api/2.0/secrets/delete"}},
    {.names = "list",
     .summary = "List the names of the secrets of a scope",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.0/secrets/list"},
     .output = {.kind = OutputKind::table,
                .items = "secrets",
                .columns = k_secret_columns,
                .headers = Headers::simple,
                .modern_columns = k_modern_secret_columns}},
    {.names = "put-acl,write-acl",
     .summary = "Say what a principal may do with a scope",
     .options = k_put_acl,
     .endpoint = {Method::post, "/api/2.0/secrets/acls/put"},
     .body = BodyRule::instead},
    {.names = "delete-acl",
     .summary = "Take a principal's permission away",
     .options = k_by_principal,
     .endpoint = {Method::post, "/api/2.0/secrets/acls/delete"}},
    {.names = "list-acls",
     .summary = "List who may do what with a scope",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.0/secrets/acls/list"},
     .output = {.kind = OutputKind::table, .items = "items", .columns = k_acl_columns, .headers = Headers::simple}},
    {.names = "get-acl",
     .summary = "Show what a principal may do with a scope",
     .options = k_get_acl,
     .endpoint = {Method::get, "/api/2.0/secrets/acls/get"},
     .output = {.kind = OutputKind::table, .columns = k_acl_columns, .headers = Headers::simple}},
    {.names = "put-secret",
     .summary = "Store a secret; without a value it is asked for, or read from standard input",
     .options = k_put_secret,
     .endpoint = {Method::post, "/api/2.0/secrets/put"},
     .body = BodyRule::instead,
     .run = run_secrets_put_secret,
     .modern = true},
    {.names = "get-secret",
     .summary = "Show a secret, its value in base64",
     .options = k_by_key,
     .endpoint = {Method::get, "/api/2.0/secrets/get"},
     .output = {.kind = OutputKind::json},
     .modern = true},
    {.names = "delete-secret",
     .summary = "Delete a secret",
     .options = k_by_key,
     .endpoint = {Method::post, "/api/2.0/secrets/delete"},
     .modern = true},
    {.names = "list-secrets",
     .summary = "List the names of the secrets of a scope",
     .options = k_by_scope,
     .endpoint = {Method::get, "/api/2.0/secrets/list"},
     .output = {.kind = OutputKind::table, .items = "secrets", .columns = k_modern_secret_columns},
     .modern = true},
};

}  // namespace

constexpr cli::Group k_secrets{
    .name = "secrets", .summary = "Keep secrets, and say who may use them", .commands = k_commands};

}  // namespace dbc::commands
