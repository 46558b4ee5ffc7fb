#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/base/json.hpp"

namespace dbc::emulator {

enum class ClusterState {
  pending,
  running,
  restarting,
  resizing,
  terminating,
  terminated,
};

[[nodiscard]] std::string_view name_of(ClusterState state);          ///< PENDING
[[nodiscard]] std::string_view title_of(ClusterState state);         ///< Pending, as error messages have it
[[nodiscard]] ClusterState cluster_state_of(std::string_view name);  ///< of what `name_of` wrote
[[nodiscard]] bool is_cluster_state_name(std::string_view name);

/// Something that happened to a cluster, as `clusters/events` tells it.
struct ClusterEvent {
  TimePoint at;
  std::string type;
  Json details = Json::object();
};
using ClusterEvents = std::vector<ClusterEvent>;

/// The size of one machine.
struct Machine {
  std::int64_t cores = 0;
  std::int64_t memory_mb = 0;
};

/// What is known of a cluster. `state` holds as of the last change that was stored; `settle` brings it to the present.
struct Cluster {
  std::string id = {};
  std::string name = {};
  std::string creator = {};
  std::string source = "API";  ///< API, JOB, ...
  std::optional<std::string> idempotency_token = {};
  std::string spec = {};        ///< JSON text: what the client sent
  std::string attributes = {};  ///< JSON text: the same with defaults filled in
  ClusterState state = ClusterState::pending;
  std::string state_message = {};
  std::optional<TimePoint> transition_at = {};  ///< end of a transient state
  std::chrono::milliseconds shutdown_duration{0};
  TimePoint created_at = {};
  std::optional<TimePoint> restarted_at = {};
  std::optional<TimePoint> state_lost_at = {};
  std::optional<TimePoint> active_at = {};
  std::optional<TimePoint> terminated_at = {};
  std::string termination_reason = {};  ///< JSON text; empty where none; while it starts why that is to fail
  std::int64_t workers = 0;
  std::int64_t target_workers = 0;
  std::chrono::minutes autotermination{0};  ///< 0 for never
  Machine driver = {};
  Machine worker = {};
  std::optional<TimePoint> pinned_at = {};
  std::optional<TimePoint> unpinned_at = {};
  std::int64_t spark_context_id = 0;
};

}  // namespace dbc::emulator
