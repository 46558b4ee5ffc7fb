#pragma once

#include "emulator/services/clusters/cluster.hpp"

namespace dbc::emulator {

/// How long the transient states last.
struct ClusterTimings {
  std::chrono::milliseconds start{0};
  std::chrono::milliseconds restart{0};
  std::chrono::milliseconds resize{0};
  std::chrono::milliseconds shutdown{0};
};

/// After this time a terminated cluster that is not pinned is gone.
constexpr std::chrono::days k_cluster_retention{30};

/// Lets everything happen that was due by `now`, at its own time, and tells what it was. Pure: the same facts and
/// time give the same result, so that a reader need not store it.
[[nodiscard]] ClusterEvents settle(Cluster& cluster, TimePoint now);

/// Ends the transient state that the cluster is in at `now`, whenever it was due; what happens goes to the end of
/// `events`.
void settle_at_once(Cluster& cluster, ClusterEvents& events, TimePoint now);

/// True where the cluster was terminated or unpinned too long ago.
[[nodiscard]] bool is_expired(const Cluster& cluster, TimePoint now);

[[nodiscard]] bool is_active(const Cluster& cluster);  ///< neither TERMINATING nor TERMINATED

/// The steps a user takes. The cluster must be settled, and in a state that allows the step.
void begin_start(Cluster& cluster, const ClusterTimings& timings, TimePoint now);
/// Lets a start or restart that has begun end in TERMINATING with this reason. Its `databricks_error_message` becomes
/// the state's.
void doom_start(Cluster& cluster, const Json& reason);
[[nodiscard]] bool is_doomed(const Cluster& cluster);  ///< PENDING or RESTARTING, and will not run
void begin_restart(Cluster& cluster, const ClusterTimings& timings, TimePoint now);
void begin_resize(Cluster& cluster, std::int64_t workers, const ClusterTimings& timings, TimePoint now);
/// `reason` is a termination_reason object.
void begin_termination(Cluster& cluster, const Json& reason, std::string message, TimePoint now);

[[nodiscard]] Json termination_reason(std::string_view code, std::string_view type, const Json& parameters);

}  // namespace dbc::emulator
