#include "emulator/execution/cluster_failure.hpp"
#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/job_clusters.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/task_engine.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_secrets.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/clusters/start_conditions.hpp"
#include "emulator/services/jobs/job_view.hpp"

// How the keeper finds, starts and makes clusters.

namespace dbc::emulator {
namespace {

/// A run does not wait for machines that are not there.
constexpr ClusterTimings k_at_once{};

ClusterEvent creation(Json attributes, const Run& run, TimePoint now) {
  attributes.erase("default_tags");
  return {now,
          "CREATING",
          {{"cluster_size", size_of_spec(attributes)},
           {"attributes", attributes},
           {"user", run.creator},
           {"job_run_name", job_cluster_name(run)}}};
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

/// A cluster waits this long for its scripts, should the process that runs them die.
constexpr std::chrono::hours k_longest_scripts{1};

bool has_scripts(const Json& attributes) {
  const Json* scripts = find_member(attributes, "init_scripts");
  return scripts != nullptr && !scripts->empty();
}

/// Brings a cluster that has begun to start to RUNNING, or to where its init scripts run.
bool start_or_wait(Cluster& cluster, ClusterEvents& events, const Json& attributes, TimePoint now) {
  if (!has_scripts(attributes) || is_doomed(cluster)) {
    settle_at_once(cluster, events, now);
    return false;
  }
  cluster.transition_at = now + k_longest_scripts;
  events.push_back({now, "INIT_SCRIPTS_STARTED"});
  return true;
}

bool is_open_to_jobs(const Json& attributes) {
  const Json* workload = find_member(attributes, "workload_type");
  const Json* clients = workload == nullptr ? nullptr : find_member(*workload, "clients");
  const Json* jobs = clients == nullptr ? nullptr : find_member(*clients, "jobs");
  return jobs == nullptr || *jobs != false;
}

/// By whom and when a cluster is started.
struct Start {
  Transaction& transaction;
  Context& context;
  const std::string& user;
  TimePoint now;
};

/// Brings a cluster that people made to RUNNING, whatever its state; true where its init scripts are to run first.
Result<bool> bring_up(Cluster& cluster, ClusterEvents& events, const Json& attributes, const Start& start) {
  if (cluster.state == ClusterState::terminating) settle_at_once(cluster, events, start.now);
  if (cluster.state == ClusterState::running) return false;
  if (cluster.state == ClusterState::pending && has_scripts(attributes) && !is_doomed(cluster)) return true;
  if (cluster.state != ClusterState::terminated) {
    settle_at_once(cluster, events, start.now);
    return false;
  }
  begin_start(cluster, k_at_once, start.now);
  DBC_CHECK(doom_impossible_start(start.transaction, start.context, cluster, start.now));
  cluster.spark_context_id = make_spark_context_id(start.transaction.ids());
  events.push_back({start.now, "STARTING", {{"cluster_size", size_of_spec(attributes)}, {"user", start.user}}});
  return start_or_wait(cluster, events, attributes, start.now);
}

/// Tags of the job become tags of its clusters, where neither these nor their pools have one of that name.
Json with_job_tags(Json custom_tags, const Json& default_tags, const Json& settings) {
  const Json* tags = find_member(settings, "tags");
  if (tags == nullptr) return custom_tags;
  for (const auto& [name, value] : tags->items())
    if (!custom_tags.contains(name) && !default_tags.contains(name)) custom_tags[name] = value;
  return custom_tags;
}

Json job_cluster_attributes(const RunScene& scene, Json attributes, const std::string& name) {
  attributes["cluster_name"] = name;
  Json defaults = attributes.value("default_tags", Json::object());
  Json tags = with_job_tags(attributes.value("custom_tags", Json::object()), defaults, scene.run_settings);
  if (!tags.empty()) attributes["custom_tags"] = std::move(tags);
  defaults["RunName"] = scene.run.name;
  defaults["JobId"] = std::to_string(scene.run.job_id);
  attributes["default_tags"] = std::move(defaults);
  return attributes;
}

}  // namespace

Result<ClusterResult> ClusterKeeper::find(const Json& task) {
  if (const Json* id = find_member(task, "existing_cluster_id")) return existing(id->get<std::string>());
  if (const Json* key = find_member(task, "job_cluster_key")) return shared(key->get<std::string>());
  if (const Json* spec = find_member(task, "new_cluster"))
    return make(*spec, scene_.run.is_single_task ? "" : "-" + string_or(task, "task_key", ""));
  return ClusterResult(serverless(string_or(task, "environment_key", "")));
}

Result<ClusterResult> ClusterKeeper::existing(const std::string& id) {
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  ClusterRepository clusters(transaction);
  auto settled = get_cluster(clusters, id, now);
  if (!settled)
    return settled.error().http ? ClusterResult(ClusterFailure(no_such_cluster(id)))
                                : Result<ClusterResult>(settled.error());
  Cluster& cluster = settled->cluster;
  const Json attributes = stored_json(cluster.attributes);
  if (!is_open_to_jobs(attributes)) return ClusterResult(ClusterFailure(closed_to_jobs(id), id));
  Context context = scene_.context();
  DBC_TRY(const bool is_starting,
          bring_up(cluster, settled->events, attributes,
                   {.transaction = transaction, .context = context, .user = scene_.run.creator, .now = now}));
  cluster.active_at = now;
  DBC_CHECK(clusters.save(cluster, settled->events));
  DBC_TRY(auto result, hand_over(transaction, cluster, attributes, is_starting));
  DBC_CHECK(transaction.commit());
  if (std::holds_alternative<ReadyCluster>(result)) used_.insert(id);
  return result;
}

Result<ClusterResult> ClusterKeeper::make(const Json& spec, const std::string& suffix) {
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  const std::string name = job_cluster_name(scene_.run) + suffix;
  DBC_TRY(const auto resolved, resolve_spec(transaction, spec, {.user_name = scene_.run.creator, .source = "JOB"}));
  const Json attributes = job_cluster_attributes(scene_, resolved.attributes, name);
  Cluster cluster{.id = make_cluster_id(transaction.ids(), now),
                  .name = name,
                  .creator = scene_.run.creator,
                  .source = "JOB",
                  .spec = json_text(spec),
                  .attributes = json_text(attributes),
                  .created_at = now,
                  .target_workers = resolved.workers,
                  .driver = resolved.driver,
                  .worker = resolved.worker,
                  .spark_context_id = make_spark_context_id(transaction.ids())};
  begin_start(cluster, k_at_once, now);
  Context context = scene_.context();
  DBC_CHECK(doom_impossible_start(transaction, context, cluster, now));
  ClusterEvents events{creation(attributes, scene_.run, now)};
  const bool is_starting = start_or_wait(cluster, events, attributes, now);
  DBC_CHECK(ClusterRepository(transaction).save(cluster, events));
  DBC_TRY(auto result, hand_over(transaction, cluster, attributes, is_starting));
  DBC_CHECK(transaction.commit());
  return result;
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
  return ClusterResult(
      ClusterFailure(could_not_run_state("The job has no job cluster '" + key + "'.", "INVALID_RUN_CONFIGURATION")));
}

/// A cluster that runs keeps its secrets in memory in a real workspace; here they are looked up each time.
Result<ClusterResult> ClusterKeeper::hand_over(Transaction& transaction, const Cluster& cluster, const Json& attributes,
                                               bool is_starting) const {
  if (auto failure = failure_of(cluster)) return ClusterResult(std::move(*failure));
  const auto revealed = with_secrets(transaction, scene_.context(), attributes);
  if (!revealed) {
    if (!revealed.error().http) return revealed.error();
    return ClusterResult(without_secret(cluster, revealed.error()));
  }
  ReadyCluster ready = ready_of(cluster, *revealed);
  ready.is_starting = is_starting;
  return ClusterResult(std::move(ready));
}

ReadyCluster ClusterKeeper::ready_of(const Cluster& cluster, const Json& attributes) const {
  const auto root = scene_.workspace_folder() / "clusters" / cluster.id;
  ReadyCluster ready{
      .id = cluster.id, .spark_context_id = cluster.spark_context_id, .attributes = attributes, .home = {.root = root}};
  if (const auto destination = log_destination(attributes))
    ready.log_folders.push_back(scene_.files.dbfs().physical(destination->child(cluster.id).child("driver")));
  return ready;
}

/// The key is a client's text, and no name for a folder.
ReadyCluster ClusterKeeper::serverless(const std::string& environment_key) const {
  const Json* environments = find_member(scene_.run_settings, "environments");
  std::size_t position = 0;
  if (environments != nullptr)
    for (const Json& environment : *environments) {
      ++position;
      if (string_or(environment, "environment_key", "") == environment_key)
        return {.home = {.root = scene_.folder.serverless() / std::to_string(position)}};
    }
  return {.home = {.root = scene_.folder.serverless() / "0"}};
}

}  // namespace dbc::emulator
