#include "../groups.hpp"
#include "../shared_options.hpp"

namespace dbc::commands {
namespace {

using cli::BodyRule;
using cli::Column;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;

constexpr cli::Output k_reply{.kind = OutputKind::json};

constexpr cli::NameLookup k_pools_by_name{.list = "/api/2.0/instance-pools/list",
                                          .items = "instance_pools",
                                          .name = "instance_pool_name",
                                          .id = "instance_pool_id",
                                          .noun = "instance pool",
                                          .id_option = "instance-pool-id"};
constexpr Option k_body[] = {k_json_file, k_json};
constexpr Option k_by_id[] = {
    {.names = "--instance-pool-id", .help = "Id of the pool", .required = true, .slot = 1},
    {.names = "--instance-pool-name",
     .help = "Name of the pool, if only one has it",
     .place = cli::Place::none,
     .modern = true,
     .lookup = &k_pools_by_name},
};
constexpr Option k_list[] = {k_output};

constexpr Column k_columns[] = {
    {.header = "ID", .path = "instance_pool_id"},
    {.header = "NAME", .path = "instance_pool_name", .truncate = true},
    {.header = "IDLE INSTANCES", .path = "stats.idle_count"},
    {.header = "USED INSTANCES", .path = "stats.used_count"},
    {.header = "PENDING IDLE INSTANCES", .path = "stats.pending_idle_count"},
    {.header = "PENDING USED INSTANCES", .path = "stats.pending_used_count"},
};
constexpr Column k_modern_columns[] = {
    {.header = "", .path = "instance_pool_id"},
    {.header = "", .path = "instance_pool_name"},
    {.header = "", .path = "node_type_id"},
    {.header = "", .path = "state"},
};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create an instance pool",
     .options = k_body,
     .endpoint = {Method::post, "/api/2.0/instance-pools/create"},
     .output = k_reply,
     .body = BodyRule::strict},
    {.names = "edit",
     .summary = "Change an instance pool",
     .options = k_body,
     .endpoint = {Method::post, "/api/2.0/instance-pools/edit"},
     .body = BodyRule::truthy},
    {.names = "delete",
     .summary = "Delete an instance pool",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/instance-pools/delete"}},
    {.names = "get",
     .summary = "Show an instance pool",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/2.0/instance-pools/get"},
     .output = k_reply},
    {.names = "list",
     .summary = "List the instance pools",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.0/instance-pools/list"},
     .output = {.kind = OutputKind::table,
                .items = "instance_pools",
                .columns = k_columns,
                .headers = cli::Headers::plain,
                .modern_columns = k_modern_columns,
                .left_aligned = true}},
};

}  // namespace

constexpr cli::Group k_instance_pools{
    .name = "instance-pools", .summary = "Create, change and look at instance pools", .commands = k_commands};

}  // namespace dbc::commands
