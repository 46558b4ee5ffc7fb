#include "../groups.hpp"

namespace dbc::commands {
namespace {

using cli::Command;
using cli::Method;
using cli::Option;

constexpr cli::Output k_reply{.kind = cli::OutputKind::json};

constexpr Option k_parent{.names = "--parent-name", .help = "Group that holds the member", .required = true};
constexpr Option k_user{.names = "--user-name", .help = "Name of a user"};
constexpr Option k_member_group{.names = "--group-name", .help = "Name of a group"};
constexpr Option k_group{.names = "--group-name", .help = "Name of the group", .required = true};

constexpr Option k_membership[] = {k_parent, k_user, k_member_group};
constexpr Option k_principal[] = {k_user, k_member_group};
constexpr Option k_by_name[] = {k_group};
constexpr cli::OneOf k_user_or_group[] = {{.options = "user-name|group-name"}};

constexpr Command k_commands[] = {
    {.names = "add-member",
     .summary = "Add a user or a group to a group",
     .options = k_membership,
     .endpoint = {Method::post, "/api/2.0/groups/add-member"},
     .one_of = k_user_or_group},
    {.names = "remove-member",
     .summary = "Remove a user or a group from a group",
     .options = k_membership,
     .endpoint = {Method::post, "/api/2.0/groups/remove-member"},
     .one_of = k_user_or_group},
    {.names = "create",
     .summary = "Create a group",
     .options = k_by_name,
     .endpoint = {Method::post, "/api/2.0/groups/create"},
     .output = k_reply},
    {.names = "delete",
     .summary = "Delete a group",
     .options = k_by_name,
     .endpoint = {Method::post, "/api/2.0/groups/delete"},
     .output = k_reply},
    {.names = "list",
     .summary = "List the groups",
     .endpoint = {Method::get, "/api/2.0/groups/list"},
     .output = k_reply},
    {.names = "list-members",
     .summary = "List the members of a group",
     .options = k_by_name,
     .endpoint = {Method::get, "/api/2.0/groups/list-members"},
     .output = k_reply},
    {.names = "list-parents",
     .summary = "List the groups that a user or a group belongs to",
     .options = k_principal,
     .endpoint = {Method::get, "/api/2.0/groups/list-parents"},
     .output = k_reply,
     .one_of = k_user_or_group},
};

}  // namespace

constexpr cli::Group k_user_groups{
    .name = "groups", .summary = "Create groups and manage their members", .commands = k_commands};

}  // namespace dbc::commands
