#include "emulator/execution/cluster_keeper.hpp"

#include "emulator/execution/job_clusters.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/task_engine.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/jobs/job_view.hpp"

namespace dbc::emulator {
namespace {

/// A run does not wait for machines that are not there.
constexpr ClusterTimings k_at_once{};

void add_start(Cluster& cluster, ClusterEvents& events, TimePoint now) {
  cluster.transition_at = now;
  const auto happened = settle(cluster, now);
  events.insert(events.end(), happened.begin(), happened.end());
}

ClusterEvent creation(const Json& attributes, const Run& run, TimePoint now) {
  return {now,
          "CREATING",
          {{"cluster_size", size_of_spec(attributes)},
           {"attributes", attributes},
           {"user", run.creator},
           {"job_run_name", job_cluster_name(run)}}};
}

RunState no_such_cluster(const std::string& id) {
  return could_not_run_state(
      "Run executed on existing cluster ID " + id + " failed since the cluster does not exist.", "CLUSTER_ERROR");
}

/// `dbfs:/logs` of a cluster_log_conf, as a place in the tree.
std::optional<TreePath> log_destination(const Json& attributes) {
  const Json* conf = find_member(attributes, "cluster_log_conf");
  const Json* dbfs = conf == nullptr ? nullptr : find_member(*conf, "dbfs");
  const std::string text = dbfs == nullptr ? "" : string_or(*dbfs, "destination", "");
  if (!text.starts_with("dbfs:/")) return std::nullopt;
  auto path = TreePath::parse(text.substr(std::string_view("dbfs:").size()));
  return path ? std::optional(*path) : std::nullopt;
}

}  // namespace

void ClusterKeeper::ensure(const Json& task, const OnCluster& on_cluster) {
  auto found = find(task);
  if (!found) return on_cluster(could_not_run_state(found.error().message, "INVALID_CLUSTER_REQUEST"));
  on_cluster(std::move(*found));
}

Result<ClusterResult> ClusterKeeper::find(const Json& task) {
  if (const Json* id = find_member(task, "existing_cluster_id")) return existing(id->get<std::string>());
  if (const Json* key = find_member(task, "job_cluster_key")) return shared(key->get<std::string>());
  if (const Json* spec = find_member(task, "new_cluster"))
    return make(*spec, scene_.run.is_single_task ? "" : "-" + string_or(task, "task_key", ""));
  return ClusterResult(serverless());
}

Result<ClusterResult> ClusterKeeper::existing(const std::string& id) {
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  ClusterRepository clusters(transaction);
  auto settled = get_cluster(clusters, id, now);
  if (!settled) return settled.error().http ? ClusterResult(no_such_cluster(id)) : Result<ClusterResult>(settled.error());
  Cluster& cluster = settled->cluster;
  if (cluster.state == ClusterState::terminating) add_start(cluster, settled->events, now);
  if (cluster.state == ClusterState::terminated) {
    DBC_TRY(const Json attributes, parse_json(cluster.attributes));
    begin_start(cluster, k_at_once, now);
    cluster.spark_context_id = make_spark_context_id();
    settled->events.push_back(
        {now, "STARTING", {{"cluster_size", size_of_spec(attributes)}, {"user", scene_.run.creator}}});
  }
  if (cluster.state != ClusterState::running) add_start(cluster, settled->events, now);
  cluster.active_at = now;
  DBC_CHECK(clusters.save(cluster, settled->events));
  DBC_CHECK(transaction.commit());
  used_[id] = true;
  return ClusterResult(ready(cluster, stored_json(cluster.attributes)));
}

Result<ClusterResult> ClusterKeeper::make(const Json& spec, const std::string& suffix) {
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  const std::string name = job_cluster_name(scene_.run) + suffix;
  DBC_TRY(const auto resolved,
          resolve_spec(transaction, spec, {.user_name = scene_.run.creator, .source = "JOB"}));
  Json attributes = resolved.attributes;
  attributes["cluster_name"] = name;
  Cluster cluster{.id = make_cluster_id(now),
                  .name = name,
                  .creator = scene_.run.creator,
                  .source = "JOB",
                  .spec = json_text(spec),
                  .attributes = json_text(attributes),
                  .created_at = now,
                  .target_workers = resolved.workers,
                  .driver = resolved.driver,
                  .worker = resolved.worker,
                  .spark_context_id = make_spark_context_id()};
  begin_start(cluster, k_at_once, now);
  ClusterEvents events{creation(attributes, scene_.run, now)};
  add_start(cluster, events, now);
  DBC_CHECK(ClusterRepository(transaction).save(cluster, events));
  DBC_CHECK(transaction.commit());
  return ClusterResult(ready(cluster, attributes));
}

Result<ClusterResult> ClusterKeeper::shared(const std::string& key) {
  if (const auto known = shared_.find(key); known != shared_.end()) return existing(known->second);
  const Json* all = find_member(scene_.run_settings, "job_clusters");
  for (const Json& each : all == nullptr ? Json::array() : *all) {
    if (string_or(each, "job_cluster_key", "") != key) continue;
    DBC_TRY(auto made, make(each.value("new_cluster", Json::object()), "-" + key));
    if (const auto* cluster = std::get_if<ReadyCluster>(&made)) shared_[key] = cluster->id.value_or("");
    return made;
  }
  return ClusterResult(could_not_run_state("The job has no job cluster '" + key + "'.", "INVALID_RUN_CONFIGURATION"));
}

ReadyCluster ClusterKeeper::ready(const Cluster& cluster, const Json& attributes) const {
  const auto root = scene_.workspace_folder() / "clusters" / cluster.id;
  ReadyCluster ready{.id = cluster.id,
                     .spark_context_id = cluster.spark_context_id,
                     .attributes = attributes,
                     .home = {.root = root}};
  if (const auto destination = log_destination(attributes))
    ready.log_folders.push_back(scene_.files.dbfs().physical(destination->child(cluster.id).child("driver")));
  return ready;
}

ReadyCluster ClusterKeeper::serverless() const { return {.home = {.root = scene_.folder.serverless()}}; }

void ClusterKeeper::touch() {
  if (used_.empty()) return;
  auto transaction = scene_.store.begin_write();
  if (!transaction) return;
  const TimePoint now = scene_.clock.now();
  ClusterRepository clusters(*transaction);
  for (const auto& [id, is_used] : used_) {
    auto settled = get_cluster(clusters, id, now);
    if (!settled || settled->cluster.state != ClusterState::running) continue;
    settled->cluster.active_at = now;
    if (!clusters.save(settled->cluster, settled->events)) return;
  }
  (void)transaction->commit();
}

}  // namespace dbc::emulator
