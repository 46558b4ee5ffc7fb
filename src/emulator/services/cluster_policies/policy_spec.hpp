#pragma once

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/services/cluster_policies/policy.hpp"

namespace dbc::emulator {

/// What a client says of a policy, checked. Who made it, when and its id are left out.
[[nodiscard]] Result<ClusterPolicy> read_policy(const Json& input);

/// A policy as clients see it.
[[nodiscard]] Result<Json> policy_info(const ClusterPolicy& policy);

}  // namespace dbc::emulator
