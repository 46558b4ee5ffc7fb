#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/cluster_policies/policy_check.hpp"
#include "emulator/services/clusters/cluster.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

// What policies are to clusters. `source` is the cluster's: API, JOB, ...

/// A cluster's attributes as its policy wants them: what the policy fixes is filled in, its default values where
/// `apply_policy_default_values` says so. INVALID_PARAMETER_VALUE names every rule that is broken.
[[nodiscard]] Result<Json> apply_policy(Transaction& transaction, Json attributes, std::string_view source);

/// The rules that a settled cluster breaks, as `apply_policy` would name them.
[[nodiscard]] Result<std::vector<PolicyViolation>> policy_violations(Transaction& transaction, const Cluster& cluster);

/// Refuses one more active cluster than the policy grants to its creator. The cluster itself does not count.
[[nodiscard]] Result<void> require_policy_room(Transaction& transaction, const Cluster& cluster, TimePoint now);

/// Wants the policy's libraries on a stored cluster, from its next start on.
[[nodiscard]] Result<void> install_policy_libraries(Transaction& transaction, const Cluster& cluster, TimePoint now);

}  // namespace dbc::emulator
