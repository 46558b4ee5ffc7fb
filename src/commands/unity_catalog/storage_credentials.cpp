#include "../shared_options.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::ValueType;

constexpr Option k_name = object_name("Name of the storage credential");

/// The identity that opens the storage, in one of the clouds' forms.
constexpr std::array<Option, 9> k_identity{{
    {.names = "--aws-iam-role-arn", .help = "ARN of an AWS role", .field = "aws_iam_role.role_arn"},
    {.names = "--az-sp-directory-id",
     .help = "Azure service principal: id of its directory",
     .field = "azure_service_principal.directory_id"},
    {.names = "--az-sp-application-id",
     .help = "Azure service principal: id of its application",
     .field = "azure_service_principal.application_id"},
    {.names = "--az-sp-client-secret",
     .help = "Azure service principal: its secret",
     .field = "azure_service_principal.client_secret"},
    {.names = "--az-mi-access-connector-id",
     .help = "Azure managed identity: resource id of the access connector",
     .field = "azure_managed_identity.access_connector_id"},
    {.names = "--az-mi-id",
     .help = "Azure managed identity: resource id of a user-assigned identity",
     .field = "azure_managed_identity.managed_identity_id"},
    {.names = "--gcp-sak-email",
     .help = "GCP service account key: e-mail of the account",
     .field = "gcp_service_account_key.email"},
    {.names = "--gcp-sak-private-key-id",
     .help = "GCP service account key: id of the key",
     .field = "gcp_service_account_key.private_key_id"},
    {.names = "--gcp-sak-private-key",
     .help = "GCP service account key: the key",
     .field = "gcp_service_account_key.private_key"},
}};
constexpr std::array k_rest{k_skip_validation, k_json_file, k_json};

constexpr auto k_create = joined(
    joined(std::array{Option{.names = "--name", .help = "Name of the storage credential"}, k_comment}, k_identity),
    k_rest);
constexpr auto k_update = joined(joined(std::array{k_name, k_new_name, k_comment, k_owner}, k_identity), k_rest);
constexpr Option k_list[] = {
    {.names = "--name-pattern", .help = "Only names like this, as SQL's LIKE reads it"},
};
constexpr Option k_by_name[] = {k_name};
constexpr Option k_delete[] = {
    k_name,
    {.names = "--force,-f", .help = "Also where tables or locations depend on it", .type = ValueType::flag},
};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a storage credential, by options or by JSON",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/storage-credentials"},
     .output = k_reply,
     .body = BodyRule::either,
     .name_above = "create-storage-credential"},
    {.names = "list",
     .summary = "List the storage credentials",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/storage-credentials"},
     .output = k_reply,
     .name_above = "list-storage-credentials"},
    {.names = "get",
     .summary = "Show a storage credential",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/storage-credentials/{name}"},
     .output = k_reply,
     .name_above = "get-storage-credential"},
    {.names = "update",
     .summary = "Change a storage credential, by options or by JSON",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/storage-credentials/{name}"},
     .output = k_reply,
     .body = BodyRule::either,
     .name_above = "update-storage-credential"},
    {.names = "delete",
     .summary = "Delete a storage credential",
     .options = k_delete,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/storage-credentials/{name}"},
     .name_above = "delete-storage-credential"},
};

}  // namespace

constexpr cli::Group k_storage_credentials{.name = "storage-credentials",
                                           .summary = "Identities that open the cloud's storage",
                                           .commands = k_commands,
                                           .takes_profile = false,
                                           .takes_version = false};

}  // namespace dbc::commands::unity_catalog
