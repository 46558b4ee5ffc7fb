#include "../groups.hpp"
#include "../shared_options.hpp"
#include "clusters.hpp"

namespace dbc::commands {
namespace {

using cli::BodyRule;
using cli::Column;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;
using cli::Place;
using cli::ValueType;

constexpr cli::Output k_reply{.kind = OutputKind::json};

constexpr cli::Wait wait_until(std::string_view good, std::string_view bad) {
  return {.poll = {Method::get, "/api/2.0/clusters/get"},
          .id = "cluster_id",
          .state = "state",
          .message = "state_message",
          .good = good,
          .bad = bad};
}
constexpr cli::Wait k_running = wait_until("RUNNING", "ERROR|TERMINATED");
constexpr cli::Wait k_terminated = wait_until("TERMINATED", "ERROR");

constexpr Option k_body[] = {k_json_file, k_json};
constexpr Option k_by_id[] = {k_cluster_id, k_cluster_name};
constexpr Option k_resize[] = {
    k_cluster_id,
    k_cluster_name,
    {.names = "--num-workers", .help = "Wanted number of workers", .type = ValueType::integer, .required = true},
};
constexpr Option k_change_owner[] = {
    k_cluster_id,
    k_cluster_name,
    {.names = "--owner-username", .help = "User who shall own the cluster", .required = true, .slot = 2},
};
constexpr Option k_get[] = {
    {.names = "--cluster-id", .help = "Id of the cluster", .slot = 1},
    {.names = "--cluster-name",
     .help = "Name of the cluster, if only one has it",
     .place = Place::none,
     .lookup = &k_clusters_by_name},
};
constexpr cli::OneOf k_id_or_name[] = {{.options = "cluster-id|cluster-name"}};
constexpr Option k_list_options[] = {k_output};
constexpr Option k_events_options[] = {
    k_cluster_id,
    k_cluster_name,
    {.names = "--start-time", .help = "Earliest event, in milliseconds since the epoch"},
    {.names = "--end-time", .help = "Latest event, in milliseconds since the epoch"},
    {.names = "--order", .help = "ASC or DESC by time"},
    {.names = "--event-type",
     .help = "Only events of this type; repeatable",
     .repeatable = true,
     .field = "event_types",
     .always_sent = true},
    {.names = "--offset", .help = "Events to leave out at the start"},
    {.names = "--limit", .help = "Largest number of events"},
    k_output,
};

constexpr Column k_list_columns[] = {
    {.header = "ID", .path = "cluster_id"},
    {.header = "Name", .path = "cluster_name", .truncate = true},
    {.header = "State", .path = "state"},
};
constexpr Column k_modern_list[] = {
    {.header = "ID", .path = "cluster_id"},
    {.header = "Name", .path = "cluster_name"},
    {.header = "State", .path = "state"},
};
constexpr Column k_versions[] = {{.header = "", .path = "key"}, {.header = "", .path = "name"}};
constexpr Column k_node_types[] = {{.header = "", .path = "node_type_id"},
                                   {.header = "", .path = "num_cores"},
                                   {.header = "", .path = "memory_mb"},
                                   {.header = "", .path = "category"}};

constexpr Command k_commands[] = {
    {.names = "create",
     .summary = "Create a cluster",
     .options = k_body,
     .endpoint = {Method::post, "/api/2.0/clusters/create"},
     .output = k_reply,
     .body = BodyRule::strict,
     .wait = &k_running,
     .example = "dbc clusters create --json-file cluster.json"},
    {.names = "edit",
     .summary = "Replace the specification of a cluster",
     .options = k_body,
     .endpoint = {Method::post, "/api/2.0/clusters/edit"},
     .body = BodyRule::truthy,
     .wait = &k_running},
    {.names = "update",
     .summary = "Change the fields of a cluster that update_mask names",
     .options = k_body,
     .endpoint = {Method::post, "/api/2.1/clusters/update"},
     .body = BodyRule::truthy,
     .wait = &k_running,
     .modern = true,
     .example = "dbc clusters update --json @change.json"},
    {.names = "start",
     .summary = "Start a terminated cluster",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/clusters/start"},
     .wait = &k_running},
    {.names = "restart",
     .summary = "Restart a running cluster",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/clusters/restart"},
     .wait = &k_running},
    {.names = "resize",
     .summary = "Change the number of workers of a running cluster",
     .options = k_resize,
     .endpoint = {Method::post, "/api/2.0/clusters/resize"},
     .wait = &k_running},
    {.names = "delete",
     .summary = "Terminate a cluster; its definition stays",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/clusters/delete"},
     .wait = &k_terminated},
    {.names = "permanent-delete",
     .summary = "Remove a cluster for good",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/clusters/permanent-delete"}},
    {.names = "get",
     .summary = "Show a cluster",
     .options = k_get,
     .endpoint = {Method::get, "/api/2.0/clusters/get"},
     .output = k_reply,
     .one_of = k_id_or_name,
     .run = run_clusters_get},
    {.names = "list",
     .summary = "List the clusters",
     .options = k_list_options,
     .endpoint = {Method::get, "/api/2.0/clusters/list"},
     .output =
         {.kind = OutputKind::table, .items = "clusters", .columns = k_list_columns, .modern_columns = k_modern_list}},
    {.names = "list-zones",
     .summary = "List the availability zones",
     .endpoint = {Method::get, "/api/2.0/clusters/list-zones"},
     .output = k_reply},
    {.names = "list-node-types",
     .summary = "List the node types",
     .endpoint = {Method::get, "/api/2.0/clusters/list-node-types"},
     .output =
         {.kind = OutputKind::json, .items = "node_types", .modern_columns = k_node_types, .modern_object = true}},
    {.names = "spark-versions",
     .summary = "List the runtime versions",
     .endpoint = {Method::get, "/api/2.0/clusters/spark-versions"},
     .output = {.kind = OutputKind::json, .items = "versions", .modern_columns = k_versions, .modern_object = true}},
    {.names = "events",
     .summary = "List what happened to a cluster",
     .options = k_events_options,
     .endpoint = {Method::post, "/api/2.0/clusters/events"},
     .output = {.kind = OutputKind::table, .items = "events"},
     .run = run_clusters_events},
    {.names = "pin",
     .summary = "Keep a cluster in the list after it is terminated",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/clusters/pin"},
     .modern = true},
    {.names = "unpin",
     .summary = "Undo pin",
     .options = k_by_id,
     .endpoint = {Method::post, "/api/2.0/clusters/unpin"},
     .modern = true},
    {.names = "change-owner",
     .summary = "Give a terminated cluster to another owner",
     .options = k_change_owner,
     .endpoint = {Method::post, "/api/2.0/clusters/change-owner"},
     .modern = true},
};

}  // namespace

constexpr cli::Group k_clusters{
    .name = "clusters", .summary = "Create, change and look at clusters", .commands = k_commands};

}  // namespace dbc::commands
