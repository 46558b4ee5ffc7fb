#include "emulator/execution/cluster_keeper.hpp"

#include "emulator/execution/cluster_failure.hpp"
#include "emulator/execution/cluster_setup.hpp"
#include "emulator/execution/job_clusters.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/setup_record.hpp"
#include "emulator/execution/task_engine.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/instance_pools/cluster_pools.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/libraries/cluster_libraries.hpp"
#include "emulator/services/libraries/library_repository.hpp"
#include "emulator/services/libraries/library_spec.hpp"

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
    add_start(cluster, events, now);
    return false;
  }
  cluster.transition_at = now + k_longest_scripts;
  events.push_back({now, "INIT_SCRIPTS_STARTED"});
  return true;
}

/// The dependencies of the environment that a task without a cluster names, as libraries.
std::vector<std::string> environment_libraries(const Json& settings, const Json& task) {
  std::vector<std::string> libraries;
  const std::string key = string_or(task, "environment_key", "");
  const Json* environments = find_member(settings, "environments");
  if (key.empty() || environments == nullptr) return libraries;
  for (const Json& environment : *environments) {
    if (string_or(environment, "environment_key", "") != key) continue;
    for (const Json& dependency : environment.value("spec", Json::object()).value("dependencies", Json::array())) {
      const std::string text = dependency.is_string() ? dependency.get<std::string>() : "";
      const bool is_file = text.starts_with('/') || text.starts_with("dbfs:/");
      libraries.push_back(json_text(is_file ? Json{{"whl", text}} : Json{{"pypi", {{"package", text}}}}));
    }
  }
  return libraries;
}

}  // namespace

ClusterKeeper::ClusterKeeper(RunScene& scene) : scene_(scene) {}
ClusterKeeper::~ClusterKeeper() = default;

void ClusterKeeper::ensure(const Json& task, std::int64_t task_run_id, OnCluster on_cluster) {
  auto found = find(task);
  if (!found) return on_cluster(ClusterFailure(could_not_run_state(found.error().message, "INVALID_CLUSTER_REQUEST")));
  const auto* cluster = std::get_if<ReadyCluster>(&*found);
  if (cluster == nullptr) return on_cluster(std::move(*found));
  prepare(task, *cluster, task_run_id, std::move(on_cluster));
}

void ClusterKeeper::prepare(const Json& task, const ReadyCluster& cluster, std::int64_t task_run_id,
                            OnCluster on_cluster) {
  auto libraries = libraries_for(task, cluster);
  const auto refreshed = refresh_home(cluster);
  if (!libraries || !refreshed) {
    const Error& error = !libraries ? libraries.error() : refreshed.error();
    return on_cluster(ClusterFailure(could_not_run_state(error.message, "CLUSTER_ERROR")));
  }
  if (missing_steps(scene_, cluster, *libraries).empty()) return on_cluster(cluster);
  auto setup = std::make_unique<ClusterSetup>(
      scene_, cluster, std::move(*libraries),
      [this, cluster, task_run_id, on_cluster = std::move(on_cluster)](const std::optional<SetupFailure>& failure) {
        const auto recorded = record(cluster, failure);
        const auto finished = std::move(setups_[task_run_id]);  // until this returns
        setups_.erase(task_run_id);
        if (!recorded)
          return on_cluster(ClusterFailure(could_not_run_state(recorded.error().message, "CLUSTER_ERROR")));
        if (failure) return on_cluster(ClusterFailure(state_of(*failure, cluster.id.value_or("")), cluster.id));
        on_cluster(cluster);
      });
  auto& begun = setups_[task_run_id] = std::move(setup);
  begun->begin();
}

void ClusterKeeper::stop(std::int64_t task_run_id) {
  if (const auto found = setups_.find(task_run_id); found != setups_.end()) found->second->stop();
}

/// The libraries that are to be on the cluster before the task begins, as JSON texts.
Result<std::vector<std::string>> ClusterKeeper::libraries_for(const Json& task, const ReadyCluster& cluster) {
  DBC_TRY(auto wanted, read_libraries(find_member(task, "libraries")));
  if (!cluster.id) {
    for (const auto& text : environment_libraries(scene_.run_settings, task)) wanted.push_back(text);
    return wanted;
  }
  DBC_TRY(auto transaction, wanted.empty() ? scene_.store.begin_read() : scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto settled, get_cluster(clusters, *cluster.id, now));
  if (!wanted.empty()) DBC_CHECK(install_libraries(transaction, settled.cluster, wanted, now));
  DBC_TRY(const auto all, LibraryRepository(transaction).of_cluster(*cluster.id));
  if (!wanted.empty()) DBC_CHECK(transaction.commit());
  wanted.clear();
  for (const auto& library : all)
    if (!library.removed_at) wanted.push_back(library.library);
  return wanted;
}

/// Lets everybody see what became of the cluster and its libraries.
Result<void> ClusterKeeper::record(const ReadyCluster& cluster, const std::optional<SetupFailure>& failure) {
  if (!cluster.id) return {};
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  ClusterRepository clusters(transaction);
  DBC_TRY(auto settled, get_cluster(clusters, *cluster.id, now));
  if (cluster.is_starting) settled.events.push_back({now, "INIT_SCRIPTS_FINISHED"});
  if (failure && failure->step.kind == SetupStep::Kind::init_script) {
    const Json reason = init_script_reason(*failure, *cluster.id);
    begin_termination(settled.cluster, reason, "Init script failure: " + failure->step.name, now);
    settled.events.push_back({now, "TERMINATING", {{"reason", reason}}});
  } else if (settled.cluster.state == ClusterState::pending) {
    add_start(settled.cluster, settled.events, now);
  }
  DBC_CHECK(clusters.save(settled.cluster, settled.events));
  DBC_CHECK(LibraryRepository(transaction).clear_failures(*cluster.id));
  if (failure && failure->step.kind == SetupStep::Kind::library)
    DBC_CHECK(LibraryRepository(transaction).set_failure(*cluster.id, failure->step.name, failure->message));
  return transaction.commit();
}

Result<ClusterResult> ClusterKeeper::find(const Json& task) {
  if (const Json* id = find_member(task, "existing_cluster_id")) return existing(id->get<std::string>());
  if (const Json* key = find_member(task, "job_cluster_key")) return shared(key->get<std::string>());
  if (const Json* spec = find_member(task, "new_cluster"))
    return make(*spec, scene_.run.is_single_task ? "" : "-" + string_or(task, "task_key", ""));
  return ClusterResult(serverless(string_or(task, "environment_key", "default")));
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
  if (cluster.state == ClusterState::terminating) add_start(cluster, settled->events, now);
  bool is_starting = cluster.state == ClusterState::pending && has_scripts(attributes) && !is_doomed(cluster);
  if (cluster.state == ClusterState::terminated) {
    begin_start(cluster, k_at_once, now);
    DBC_CHECK(doom_beyond_capacity(transaction, cluster, now));
    cluster.spark_context_id = make_spark_context_id(transaction.ids());
    settled->events.push_back(
        {now, "STARTING", {{"cluster_size", size_of_spec(attributes)}, {"user", scene_.run.creator}}});
    is_starting = start_or_wait(cluster, settled->events, attributes, now);
  } else if (cluster.state != ClusterState::running && !is_starting) {
    add_start(cluster, settled->events, now);
  }
  cluster.active_at = now;
  DBC_CHECK(clusters.save(cluster, settled->events));
  DBC_CHECK(transaction.commit());
  if (auto failure = failure_of(cluster)) return ClusterResult(std::move(*failure));
  used_.insert(id);
  ReadyCluster ready = ready_of(cluster, attributes);
  ready.is_starting = is_starting;
  return ClusterResult(std::move(ready));
}

Result<ClusterResult> ClusterKeeper::make(const Json& spec, const std::string& suffix) {
  DBC_TRY(auto transaction, scene_.store.begin_write());
  const TimePoint now = scene_.clock.now();
  const std::string name = job_cluster_name(scene_.run) + suffix;
  DBC_TRY(const auto resolved, resolve_spec(transaction, spec, {.user_name = scene_.run.creator, .source = "JOB"}));
  Json attributes = resolved.attributes;
  attributes["cluster_name"] = name;
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
  DBC_CHECK(doom_beyond_capacity(transaction, cluster, now));
  ClusterEvents events{creation(attributes, scene_.run, now)};
  const bool is_starting = start_or_wait(cluster, events, attributes, now);
  DBC_CHECK(ClusterRepository(transaction).save(cluster, events));
  DBC_CHECK(transaction.commit());
  if (auto failure = failure_of(cluster)) return ClusterResult(std::move(*failure));
  ReadyCluster ready = ready_of(cluster, attributes);
  ready.is_starting = is_starting;
  return ClusterResult(std::move(ready));
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

ReadyCluster ClusterKeeper::ready_of(const Cluster& cluster, const Json& attributes) const {
  const auto root = scene_.workspace_folder() / "clusters" / cluster.id;
  ReadyCluster ready{
      .id = cluster.id, .spark_context_id = cluster.spark_context_id, .attributes = attributes, .home = {.root = root}};
  if (const auto destination = log_destination(attributes))
    ready.log_folders.push_back(scene_.files.dbfs().physical(destination->child(cluster.id).child("driver")));
  return ready;
}

ReadyCluster ClusterKeeper::serverless(const std::string& environment) const {
  return {.home = {.root = scene_.folder.serverless() / environment}};
}

void ClusterKeeper::touch() {
  if (used_.empty()) return;
  auto transaction = scene_.store.begin_write();
  if (!transaction) return;
  const TimePoint now = scene_.clock.now();
  ClusterRepository clusters(*transaction);
  for (const auto& id : used_) {
    auto settled = get_cluster(clusters, id, now);
    if (!settled || settled->cluster.state != ClusterState::running) continue;
    settled->cluster.active_at = now;
    if (!clusters.save(settled->cluster, settled->events)) return;
  }
  (void)transaction->commit();
}

}  // namespace dbc::emulator
