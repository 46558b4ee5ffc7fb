#include "../groups.hpp"
#include "../shared_options.hpp"

namespace dbc::commands {
namespace {

using cli::Column;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;

constexpr cli::Output k_reply{.kind = OutputKind::json};

constexpr Option k_create[] = {
    {.names = "--lifetime-seconds",
     .help = "How long the token is valid; 90 days where not given",
     .type = cli::ValueType::integer,
     .fallback = "7776000"},
    {.names = "--comment", .help = "What the token is for", .required = true},
    k_modern_json,
};
constexpr Option k_by_id[] = {
    {.names = "--token-id", .help = "Id of the token", .required = true, .slot = 1},
};
constexpr Column k_columns[] = {
    {.header = "ID", .path = "token_id"},
    {.header = "Expiry time", .path = "expiry_time"},
    {.header = "Comment", .path = "comment"},
};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a token; its value is shown once",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.0/token/create"},
     .output = k_reply,
     .body = cli::BodyRule::instead},
    {.names = "list",
     .summary = "List the tokens",
     .endpoint = {Method::get, "/api/2.0/token/list"},
     .output = {.kind = OutputKind::json, .items = "token_infos", .modern_columns = k_columns}},
    {.names = "revoke",
     .summary = "Make a token invalid",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/token/delete"},
     .output = k_reply},
    {.names = "delete",
     .summary = "Make a token invalid",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/token/delete"},
     .modern = true},
};

}  // namespace

constexpr cli::Group k_tokens{.name = "tokens", .summary = "Create and revoke access tokens", .commands = k_commands};

}  // namespace dbc::commands
