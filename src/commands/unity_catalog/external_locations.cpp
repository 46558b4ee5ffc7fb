#include "../shared_options.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::ValueType;

constexpr Option k_name = object_name("Name of the external location");
constexpr Option k_url{.names = "--url", .help = "URL of the location in the cloud's storage"};
constexpr Option k_credential{.names = "--storage-credential-name",
                              .help = "Storage credential that opens the location",
                              .field = "credential_name"};
constexpr Option k_read_only{
    .names = "--read-only", .help = "Allow or forbid writing", .type = ValueType::flag, .negative = "--no-read-only"};

constexpr Option k_create[] = {
    {.names = "--name", .help = "Name of the external location"},
    k_url,
    k_credential,
    k_read_only,
    k_comment,
    k_skip_validation,
    k_json_file,
    k_json,
};
constexpr Option k_update[] = {
    k_name,
    k_new_name,
    k_url,
    k_credential,
    k_read_only,
    k_comment,
    k_owner,
    k_skip_validation,
    {.names = "--force,-f",
     .help = "Also where tables or other locations depend on it",
     .type = ValueType::flag,
     .beside_json = true},
    k_json_file,
    k_json,
};
constexpr Option k_by_name[] = {k_name};
constexpr Option k_delete[] = {
    k_name,
    {.names = "--force,-f",
     .help = "Also where tables or other locations depend on it",
     .type = ValueType::flag,
     .always_sent = true},
};
constexpr Option k_validate[] = {
    {.names = "--name", .help = "Existing location to try out", .field = "external_location_name"},
    {.names = "--url", .help = "URL to try out"},
    {.names = "--cred-name", .help = "Existing storage credential to use", .field = "storage_credential_name"},
    {.names = "--cred-aws-iam-role", .help = "ARN of an AWS role", .field = "aws_iam_role.role_arn"},
    {.names = "--cred-az-directory-id",
     .help = "Azure service principal: id of its directory",
     .field = "azure_service_principal.directory_id"},
    {.names = "--cred-az-application-id",
     .help = "Azure service principal: id of its application",
     .field = "azure_service_principal.application_id"},
    {.names = "--cred-az-client-secret",
     .help = "Azure service principal: its secret",
     .field = "azure_service_principal.client_secret"},
    {.names = "--cred-az-mi-access-connector-id",
     .help = "Azure managed identity: resource id of the access connector",
     .field = "azure_managed_identity.access_connector_id"},
    {.names = "--cred-az-mi-id",
     .help = "Azure managed identity: resource id of a user-assigned identity",
     .field = "azure_managed_identity.managed_identity_id"},
    {.names = "--cred-gcp-sak-email",
     .help = "GCP service account key: e-mail of the account",
     .field = "gcp_service_account_key.email"},
    {.names = "--cred-gcp-sak-private-key-id",
     .help = "GCP service account key: id of the key",
     .field = "gcp_service_account_key.private_key_id"},
    {.names = "--cred-gcp-sak-private-key",
     .help = "GCP service account key: the key",
     .field = "gcp_service_account_key.private_key"},
};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create an external location, by options or by JSON",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/external-locations"},
     .output = k_reply,
     .body = BodyRule::either,
     .example = "dbc unity-catalog external-locations create --name lake \\\n"
                "      --url abfss://data@lake.dfs.core.windows.net/ --storage-credential-name lake-identity",
     .no_body = "Must provide name, url and storage-credential-name or use JSON specification",
     .name_above = "create-external-location"},
    {.names = "list",
     .summary = "List the external locations",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/external-locations"},
     .output = k_reply,
     .name_above = "list-external-locations"},
    {.names = "get",
     .summary = "Show an external location",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/external-locations/{name}"},
     .output = k_reply,
     .name_above = "get-external-location"},
    {.names = "update",
     .summary = "Change an external location, by options or by JSON",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/external-locations/{name}"},
     .output = k_reply,
     .body = BodyRule::either,
     .name_above = "update-external-location"},
    {.names = "delete",
     .summary = "Delete an external location",
     .options = k_delete,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/external-locations/{name}"},
     .name_above = "delete-external-location"},
    {.names = "validate",
     .summary = "Try out a location with a credential",
     .options = k_validate,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/validate-storage-credentials"},
     .output = k_reply,
     .name_above = "validate-external-location"},
};

}  // namespace

constexpr cli::Group k_external_locations{.name = "external-locations",
                                          .summary = "Places in the cloud's storage",
                                          .commands = k_commands,
                                          .takes_profile = false,
                                          .takes_version = false};

}  // namespace dbc::commands::unity_catalog
