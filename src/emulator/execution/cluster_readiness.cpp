#include "dbc/base/text.hpp"
#include "emulator/execution/cluster_failure.hpp"
#include "emulator/execution/cluster_keeper.hpp"
#include "emulator/execution/cluster_setup.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/libraries/cluster_libraries.hpp"
#include "emulator/services/libraries/library_repository.hpp"
#include "emulator/services/libraries/library_spec.hpp"

// What a cluster must have before a task begins on it, and what is written down of that.

namespace dbc::emulator {
namespace {

/// A line of an environment's dependencies as a library: a package, a file, or `-r` with a file of packages.
Json as_library(std::string text) {
  for (const std::string option : {"-r", "--requirement"})
    if (text.starts_with(option + " ") || text.starts_with(option + "="))
      return {{"requirements", std::string(trim(std::string_view(text).substr(option.size() + 1)))}};
  if (text.starts_with('/') || text.starts_with("dbfs:/")) return {{"whl", std::move(text)}};
  return {{"pypi", {{"package", std::move(text)}}}};
}

/// The dependencies of the environment that a task without a cluster names, as libraries.
std::vector<std::string> environment_libraries(const Json& settings, const Json& task) {
  std::vector<std::string> libraries;
  const std::string key = string_or(task, "environment_key", "");
  const Json* environments = find_member(settings, "environments");
  if (key.empty() || environments == nullptr) return libraries;
  for (const Json& environment : *environments) {
    if (string_or(environment, "environment_key", "") != key) continue;
    const Json spec = environment.value("spec", Json::object());
    for (const Json& dependency : spec.value("dependencies", Json::array())) {
      const std::string text = dependency.is_string() ? std::string(trim(dependency.get<std::string>())) : "";
      if (!text.empty() && !text.starts_with('#')) libraries.push_back(json_text(as_library(text)));
    }
  }
  return libraries;
}

/// What the end of its preparation makes of the cluster.
void end_preparation(SettledCluster& settled, const ReadyCluster& cluster, const std::optional<SetupFailure>& failure,
                     TimePoint now) {
  if (!is_active(settled.cluster)) return;  // somebody ended it meanwhile
  if (cluster.is_starting) settled.events.push_back({now, "INIT_SCRIPTS_FINISHED"});
  if (failure && failure->step.kind == SetupStep::Kind::init_script) {
    const Json reason = init_script_reason(*failure, *cluster.id);
    begin_termination(settled.cluster, reason, "Init script failure: " + failure->step.name, now);
    settled.events.push_back({now, "TERMINATING", {{"reason", reason}}});
  } else if (settled.cluster.state == ClusterState::pending) {
    settle_at_once(settled.cluster, settled.events, now);
  }
}

}  // namespace

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
  end_preparation(settled, cluster, failure, now);
  DBC_CHECK(clusters.save(settled.cluster, settled.events));
  LibraryRepository libraries(transaction);
  DBC_CHECK(libraries.clear_failures(*cluster.id));
  if (failure && failure->step.kind == SetupStep::Kind::library)
    DBC_CHECK(libraries.set_failure(*cluster.id, failure->step.name, failure->message));
  return transaction.commit();
}

}  // namespace dbc::emulator
