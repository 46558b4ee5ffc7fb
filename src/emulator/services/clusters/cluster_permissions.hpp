#pragma once

#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

/// What permissions need to know of a cluster.
[[nodiscard]] Result<ObjectFacts> find_cluster_object(Transaction& transaction, Context& context,
                                                      const std::string& id);

/// Refuses who may not use the policy and the pools that a cluster's spec names. Both exist.
[[nodiscard]] Result<void> require_parts(const Principal& principal, Context& context, Transaction& transaction,
                                         const Json& spec);

/// The same for a new cluster, which without a policy takes an entitlement.
[[nodiscard]] Result<void> require_to_create(const Principal& principal, Context& context, Transaction& transaction,
                                             const Json& spec);

/// The same for a change of a cluster: who leaves its policy could as well make a new one without.
[[nodiscard]] Result<void> require_to_edit(const Principal& principal, Context& context, Transaction& transaction,
                                           const Json& before, const Json& spec);

}  // namespace dbc::emulator
