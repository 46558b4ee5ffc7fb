#pragma once

#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

/// What permissions need to know of a cluster.
[[nodiscard]] Result<ObjectFacts> find_cluster_object(Transaction& transaction, Context& context,
                                                      const std::string& id);

}  // namespace dbc::emulator
