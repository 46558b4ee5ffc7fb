#include "../shared_options.hpp"
#include "recipient_bodies.hpp"
#include "unity_catalog.hpp"

namespace dbc::commands::unity_catalog {
namespace {

using cli::BodyRule;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::Place;
using cli::ValueType;

constexpr Option k_name = object_name("Name of the recipient");
constexpr Option k_address{.names = "--allowed-ip-address",
                           .help = "Address or CIDR block that may read what is shared; repeatable",
                           .repeatable = true,
                           .place = Place::none};
constexpr Option k_property{.names = "--property",
                            .help = "KEY=VALUE about the recipient; repeatable",
                            .repeatable = true,
                            .place = Place::none};

constexpr Option k_create[] = {
    {.names = "--name", .help = "Name of the recipient", .required = true},
    k_comment,
    {.names = "--sharing-id",
     .help = "Id of the recipient's own metastore; a token is made where not given",
     .field = "data_recipient_global_metastore_id"},
    k_address,
    k_property,
};
constexpr Option k_by_name[] = {k_name};
constexpr Option k_update[] = {k_name, k_new_name, k_comment, k_owner, k_address, k_property, k_json_file, k_json};
constexpr Option k_rotate[] = {
    {.names = "--name", .help = "Name of the recipient", .required = true, .place = Place::path_and_request},
    {.names = "--existing-token-expire-in-seconds",
     .help = "How long the old token stays good; 0 ends it at once",
     .type = ValueType::integer},
};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a recipient",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/recipients"},
     .output = k_reply,
     .example = "dbc unity-catalog recipients create --name acme --property country=US",
     .finish_body = finish_new_recipient,
     .name_above = "create-recipient"},
    {.names = "list",
     .summary = "List the recipients",
     .endpoint = {Method::get, "/api/2.1/unity-catalog/recipients"},
     .output = k_reply,
     .name_above = "list-recipients"},
    {.names = "get",
     .summary = "Show a recipient",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/recipients/{name}"},
     .output = k_reply,
     .name_above = "get-recipient"},
    {.names = "update",
     .summary = "Change a recipient, by options or by JSON; one empty address or property removes all of them",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.1/unity-catalog/recipients/{name}"},
     .output = k_reply_ascii_with_json,
     .body = BodyRule::either,
     .finish_body = finish_recipient_update,
     .name_above = "update-recipient"},
    {.names = "rotate-token",
     .summary = "Make a new token for a recipient",
     .options = k_rotate,
     .endpoint = {Method::post, "/api/2.1/unity-catalog/recipients/{name}/rotate-token"},
     .output = k_reply,
     .name_above = "rotate-recipient-token"},
    {.names = "list-permissions",
     .summary = "Show which shares a recipient may use",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.1/unity-catalog/recipients/{name}/share-permissions"},
     .output = k_reply,
     .name_above = "list-recipient-permissions"},
    {.names = "delete",
     .summary = "Delete a recipient",
     .options = k_by_name,
     .endpoint = {Method::del, "/api/2.1/unity-catalog/recipients/{name}"},
     .name_above = "delete-recipient"},
};

}  // namespace

constexpr cli::Group k_recipients{.name = "recipients",
                                  .summary = "Those with whom shares are shared",
                                  .commands = k_commands,
                                  .takes_profile = false,
                                  .takes_version = false};

}  // namespace dbc::commands::unity_catalog
