#pragma once

#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

/// What permissions need to know of a cluster.
[[nodiscard]] Result<ObjectFacts> find_cluster_object(Transaction& transaction, Context& context,
                                                      const std::string& id);

/// Refuses a spec to somebody who may not use its policy or its pools; without a policy, a new cluster needs the
/// entitlement allow-cluster-create. What the spec names must exist.
[[nodiscard]] Result<void> require_use(Context& context, Transaction& transaction, const Principal& principal,
                                       const Json& spec);
[[nodiscard]] Result<void> require_cluster_creation(Context& context, Transaction& transaction,
                                                    const Principal& principal, const Json& spec);

}  // namespace dbc::emulator
