#pragma once

#include <optional>
#include <string>

#include "dbc/base/json.hpp"
#include "emulator/execution/cluster_keeper.hpp"

namespace dbc::emulator {

// What a run says of a cluster that it could not have.

[[nodiscard]] RunState no_such_cluster(const std::string& id);

/// Of a cluster whose workload_type leaves jobs out.
[[nodiscard]] RunState closed_to_jobs(const std::string& id);

/// Of a cluster that has begun to start: why it failed at once; nothing where it did not.
[[nodiscard]] std::optional<ClusterFailure> failure_of(const Cluster& cluster);

/// Of a cluster that refers to a secret which cannot be had because of `error`.
[[nodiscard]] ClusterFailure without_secret(const Cluster& cluster, const Error& error);

/// The termination_reason of a cluster whose init script failed.
[[nodiscard]] Json init_script_reason(const SetupFailure& failure, const std::string& cluster_id);

[[nodiscard]] RunState state_of(const SetupFailure& failure, const std::string& cluster_id);

/// What a task comes to whose cluster ended, was started anew or was deleted for good while it ran.
[[nodiscard]] RunState terminated_during_run(const Cluster& cluster);
[[nodiscard]] RunState restarted_during_run(const Cluster& cluster);
[[nodiscard]] RunState removed_during_run(const std::string& id);

}  // namespace dbc::emulator
