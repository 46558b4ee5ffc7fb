#include "emulator/services/clusters/cluster_lifecycle.hpp"

#include <algorithm>
#include <array>

#include "emulator/http/reply.hpp"
#include "emulator/store/stored_json.hpp"

namespace dbc::emulator {
namespace {

struct StateName {
  std::string_view name;
  std::string_view title;
};

constexpr std::array<StateName, 6> k_states{{
    {"PENDING", "Pending"},
    {"RUNNING", "Running"},
    {"RESTARTING", "Restarting"},
    {"RESIZING", "Resizing"},
    {"TERMINATING", "Terminating"},
    {"TERMINATED", "Terminated"},
}};

Json worker_counts(const Cluster& cluster) {
  return {{"current_num_workers", cluster.workers}, {"target_num_workers", cluster.target_workers}};
}

/// When the next thing happens by itself; nothing where the state is final.
std::optional<TimePoint> next_change(const Cluster& cluster) {
  if (cluster.state == ClusterState::terminated) return std::nullopt;
  if (cluster.state != ClusterState::running) return cluster.transition_at;
  if (cluster.autotermination.count() == 0 || !cluster.active_at) return std::nullopt;
  return *cluster.active_at + cluster.autotermination;
}

void become_running(Cluster& cluster, TimePoint at, ClusterEvents& events) {
  const bool has_fresh_driver = cluster.state != ClusterState::resizing;
  const bool has_grown = cluster.target_workers > cluster.workers;
  cluster.state = ClusterState::running;
  cluster.state_message.clear();
  cluster.workers = cluster.target_workers;
  cluster.active_at = at;
  if (!has_fresh_driver) {
    if (has_grown) events.push_back({at, "UPSIZE_COMPLETED", worker_counts(cluster)});
    return;
  }
  if (cluster.restarted_at) cluster.state_lost_at = at;
  cluster.restarted_at = at;
  events.push_back({at, "RUNNING", worker_counts(cluster)});
  events.push_back({at, "DRIVER_HEALTHY"});
}

void become_terminated(Cluster& cluster, TimePoint at) {
  cluster.state = ClusterState::terminated;
  cluster.terminated_at = at;
  cluster.workers = 0;
}

void terminate_idle(Cluster& cluster, TimePoint at, ClusterEvents& events) {
  const std::string minutes = std::to_string(cluster.autotermination.count());
  const Json reason = termination_reason("INACTIVITY", "SUCCESS", {{"inactivity_duration_min", minutes}});
  begin_termination(cluster, reason, "Inactive cluster terminated (inactive for " + minutes + " minutes).", at);
  events.push_back({at, "TERMINATING", {{"reason", reason}}});
}

void fail_start(Cluster& cluster, TimePoint at, ClusterEvents& events) {
  const Json reason = stored_object(cluster.termination_reason);
  const Json* parameters = find_member(reason, "parameters");
  begin_termination(cluster, reason,
                    parameters == nullptr ? "" : string_or(*parameters, "databricks_error_message", ""), at);
  events.push_back({at, "TERMINATING", {{"reason", reason}}});
}

void change(Cluster& cluster, TimePoint at, ClusterEvents& events) {
  cluster.transition_at.reset();
  if (is_doomed(cluster)) return fail_start(cluster, at, events);
  if (cluster.state == ClusterState::terminating) return become_terminated(cluster, at);
  if (cluster.state == ClusterState::running) return terminate_idle(cluster, at, events);
  become_running(cluster, at, events);
}

}  // namespace

std::string_view name_of(ClusterState state) { return k_states.at(static_cast<std::size_t>(state)).name; }

std::string_view title_of(ClusterState state) { return k_states.at(static_cast<std::size_t>(state)).title; }

bool is_cluster_state_name(std::string_view name) {
  return std::ranges::find(k_states, name, &StateName::name) != k_states.end();
}

ClusterState cluster_state_of(std::string_view name) {
  const auto found = std::ranges::find(k_states, name, &StateName::name);
  return found == k_states.end() ? ClusterState::terminated : static_cast<ClusterState>(found - k_states.begin());
}

ClusterEvents settle(Cluster& cluster, TimePoint now) {
  ClusterEvents events;
  for (auto at = next_change(cluster); at && *at <= now; at = next_change(cluster)) change(cluster, *at, events);
  return events;
}

void settle_at_once(Cluster& cluster, ClusterEvents& events, TimePoint now) {
  cluster.transition_at = now;
  const auto happened = settle(cluster, now);
  events.insert(events.end(), happened.begin(), happened.end());
}

bool is_expired(const Cluster& cluster, TimePoint now) {
  if (cluster.state != ClusterState::terminated || cluster.pinned_at || !cluster.terminated_at) return false;
  const TimePoint since = std::max(*cluster.terminated_at, cluster.unpinned_at.value_or(*cluster.terminated_at));
  return now - since > k_cluster_retention;
}

bool is_active(const Cluster& cluster) {
  return cluster.state != ClusterState::terminating && cluster.state != ClusterState::terminated;
}

void begin_start(Cluster& cluster, const ClusterTimings& timings, TimePoint now) {
  cluster.state = ClusterState::pending;
  cluster.state_message = "Starting Spark";
  cluster.transition_at = now + timings.start;
  cluster.shutdown_duration = timings.shutdown;
  cluster.terminated_at.reset();
  cluster.termination_reason.clear();
  cluster.workers = 0;
}

void doom_start(Cluster& cluster, const Json& reason) { cluster.termination_reason = json_text(reason); }

bool is_doomed(const Cluster& cluster) {
  const bool begins = cluster.state == ClusterState::pending || cluster.state == ClusterState::restarting;
  return begins && !cluster.termination_reason.empty();
}

void begin_restart(Cluster& cluster, const ClusterTimings& timings, TimePoint now) {
  cluster.state = ClusterState::restarting;
  cluster.state_message = "Starting Spark";
  cluster.transition_at = now + timings.restart;
  cluster.termination_reason.clear();
  cluster.workers = 0;
}

void begin_resize(Cluster& cluster, std::int64_t workers, const ClusterTimings& timings, TimePoint now) {
  cluster.state = ClusterState::resizing;
  cluster.transition_at = now + timings.resize;
  cluster.target_workers = workers;
}

void begin_termination(Cluster& cluster, const Json& reason, std::string message, TimePoint now) {
  cluster.state = ClusterState::terminating;
  cluster.state_message = std::move(message);
  cluster.termination_reason = json_text(reason);
  cluster.transition_at = now + cluster.shutdown_duration;
}

Json termination_reason(std::string_view code, std::string_view type, const Json& parameters) {
  return {{"code", code}, {"type", type}, {"parameters", parameters}};
}

}  // namespace dbc::emulator
