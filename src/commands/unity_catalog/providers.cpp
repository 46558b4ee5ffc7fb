#include "../shared_options.hpp"
#include "dbc/cli/request_runner.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr std::string_view k_profile = "recipient-profile-json";
constexpr std::string_view k_profile_file = "recipient-profile-json-file";

constexpr Option k_name = object_name("Name of the provider");
constexpr Option k_profile_file_option{.names = "--recipient-profile-json-file",
                                       .help = "File with the profile that the provider handed out",
                                       .type = ValueType::path,
                                       .place = Place::none};
constexpr Option k_profile_option{.names = "--recipient-profile-json",
                                  .help = "JSON of the profile that the provider handed out",
                                  .place = Place::none};

constexpr Option k_create[] = {
    {.names = "--name", .help = "Name of the provider", .required = true},
    k_comment,
    k_profile_file_option,
    k_profile_option,
};
constexpr Option k_by_name[] = {k_name};
constexpr Option k_update[] = {
    k_name, k_new_name, k_comment, k_owner, k_profile_file_option, k_profile_option, k_json_file, k_json,
};

/// The profile travels as a text in the body, laid out for people.
Result<void> add_profile(const cli::Invocation& invocation, Json& body) {
  DBC_TRY(const Json profile, cli::json_from_pair(invocation, k_profile, k_profile_file));
  body["recipient_profile_str"] = write_json(profile, {.indent = 2, .escape_non_ascii = false});
  return {};
}

Result<void> finish_new_provider(const cli::Invocation& invocation, Json& body) {
  DBC_CHECK(add_profile(invocation, body));
  body["authentication_type"] = "TOKEN";
  return {};
}

Result<void> finish_provider_update(const cli::Invocation& invocation, Json& body) {
  if (!invocation.given(k_profile) && !invocation.given(k_profile_file)) return {};
  return add_profile(invocation, body);
}

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a provider from the profile that it handed out",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/providers/"},
     .output = k_ascii_reply,
     .finish_body = finish_new_provider,
     .name_above = "create-provider"},
    {.names = "list",
     .summary = "List the providers",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/providers"},
     .output = k_reply,
     .name_above = "list-providers"},
    {.names = "get",
     .summary = "Show a provider",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/providers/{name}"},
     .output = k_reply,
     .name_above = "get-provider"},
    {.names = "update",
     .summary = "Change a provider, by options or by JSON",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/providers/{name}"},
     .output = {.kind = cli::OutputKind::json,
                .raw_utf8 = true,
                .ascii_with = "json|json-file|recipient-profile-json|recipient-profile-json-file"},
     .body = BodyRule::either,
     .finish_body = finish_provider_update,
     .name_above = "update-provider"},
    {.names = "list-shares",
     .summary = "List what a provider shares",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/providers/{name}/shares"},
     .output = k_reply,
     .name_above = "list-provider-shares"},
    {.names = "delete",
     .summary = "Delete a provider",
     .options = k_by_name,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/providers/{name}"},
     .name_above = "delete-provider"},
};

}  // namespace

constexpr cli::Group k_providers{.name = "providers",
                                 .summary = "Those who share with this metastore",
                                 .commands = k_commands,
                                 .takes_profile = false,
                                 .takes_version = false};

}  // namespace dbc::commands::unity_catalog
