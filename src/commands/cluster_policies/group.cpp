#include "../groups.hpp"
#include "../shared_options.hpp"
#include "cluster_policies.hpp"

namespace dbc::commands {
namespace {

using cli::BodyRule;
using cli::Column;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;

constexpr cli::Output k_reply{.kind = OutputKind::json};

constexpr Option k_body[] = {k_json_file, k_json};
constexpr Option k_by_id[] = {{.names = "--policy-id", .help = "Id of the policy", .required = true, .slot = 1}};
constexpr Option k_list[] = {k_output};

constexpr Column k_columns[] = {
    {.header = "", .path = "policy_id"},
    {.header = "", .path = "name", .truncate = true},
    {.header = "", .path = "definition"},
};
constexpr Column k_modern_columns[] = {{.header = "", .path = "policy_id"}, {.header = "", .path = "name"}};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a cluster policy",
     .options = k_body,
     .endpoint = {Method::post, "/api/2.0/policies/clusters/create"},
     .output = k_reply,
     .body = BodyRule::strict,
     .run = run_cluster_policies_write},
    {.names = "edit",
     .summary = "Replace a cluster policy",
     .options = k_body,
     .endpoint = {Method::post, "/api/2.0/policies/clusters/edit"},
     .body = BodyRule::truthy,
     .run = run_cluster_policies_write},
    {.names = "delete",
     .summary = "Delete a cluster policy",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/policies/clusters/delete"}},
    {.names = "get",
     .summary = "Show a cluster policy",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/2.0/policies/clusters/get"},
     .output = k_reply},
    {.names = "list",
     .summary = "List the cluster policies",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.0/policies/clusters/list"},
     .output =
         {.kind = OutputKind::table, .items = "policies", .columns = k_columns, .modern_columns = k_modern_columns}},
};

}  // namespace

constexpr cli::Group k_cluster_policies{
    .name = "cluster-policies", .summary = "Create, change and look at cluster policies", .commands = k_commands};

}  // namespace dbc::commands
