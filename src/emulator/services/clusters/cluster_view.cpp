#include "emulator/services/clusters/cluster_view.hpp"

#include "emulator/services/clusters/cluster_lifecycle.hpp"

namespace dbc::emulator {
namespace {

/// The database holds only what we wrote, so that text which cannot be read means an empty object.
Json stored_object(const std::string& text) {
  auto parsed = parse_json(text);
  return parsed && parsed->is_object() ? std::move(*parsed) : Json::object();
}

std::int64_t millis_or_zero(const std::optional<TimePoint>& time) { return time ? to_epoch_millis(*time) : 0; }

bool has_machines(const Cluster& cluster) {
  return cluster.state == ClusterState::running || cluster.state == ClusterState::resizing;
}

/// Every machine is this one; the ids follow from the cluster's, so that two reads agree.
Json spark_node(const Cluster& cluster, std::int64_t number) {
  const std::string id = cluster.id.substr(cluster.id.rfind('-') + 1) + "-" + std::to_string(number);
  return {{"node_id", "n-" + id},
          {"private_ip", "127.0.0.1"},
          {"public_dns", "localhost"},
          {"instance_id", "i-" + id},
          {"start_timestamp", millis_or_zero(cluster.restarted_at)},
          {"host_private_ip", "127.0.0.1"}};
}

void add_machines(Json& info, const Cluster& cluster) {
  info["driver"] = spark_node(cluster, 0);
  info["executors"] = Json::array();
  for (std::int64_t number = 1; number <= cluster.workers; ++number)
    info["executors"].push_back(spark_node(cluster, number));
  info["jdbc_port"] = 10000;
  info["cluster_memory_mb"] = cluster.driver.memory_mb + cluster.workers * cluster.worker.memory_mb;
  info["cluster_cores"] = static_cast<double>(cluster.driver.cores + cluster.workers * cluster.worker.cores);
}

/// Those of a job's cluster name the job and the run as well, those of a pool's the pool and its own tags. What the
/// service itself says comes first.
Json default_tags_of(const Cluster& cluster, const Json& attributes) {
  Json tags{
      {"Vendor", "Databricks"}, {"Creator", cluster.creator}, {"ClusterName", cluster.name}, {"ClusterId", cluster.id}};
  const Json more = attributes.value("default_tags", Json::object());
  for (const auto& [name, value] : more.items())
    if (!tags.contains(name)) tags[name] = value;
  return tags;
}

void add_state(Json& info, const Cluster& cluster) {
  info["state"] = name_of(cluster.state);
  info["state_message"] = cluster.state_message;
  info["start_time"] = to_epoch_millis(cluster.created_at);
  info["last_state_loss_time"] = millis_or_zero(cluster.state_lost_at);
  info["last_restarted_time"] = millis_or_zero(cluster.restarted_at);
  if (cluster.active_at) info["last_activity_time"] = to_epoch_millis(*cluster.active_at);
  if (cluster.terminated_at) info["terminated_time"] = to_epoch_millis(*cluster.terminated_at);
  if (!cluster.termination_reason.empty() && !is_doomed(cluster))
    info["termination_reason"] = stored_object(cluster.termination_reason);
}

}  // namespace

Json cluster_info(const Cluster& cluster) {
  Json info{{"cluster_id", cluster.id}, {"creator_user_name", cluster.creator}};
  info.update(stored_object(cluster.attributes));
  info["cluster_source"] = cluster.source;
  info["default_tags"] = default_tags_of(cluster, info);
  add_state(info, cluster);
  info["spark_context_id"] = cluster.spark_context_id;
  if (has_machines(cluster)) add_machines(info, cluster);
  info["spec"] = stored_object(cluster.spec);
  return info;
}

}  // namespace dbc::emulator
