#pragma once

#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {

/// What permissions need to know of an instance pool.
[[nodiscard]] Result<ObjectFacts> find_pool_object(Transaction& transaction, Context& context, const std::string& id);

}  // namespace dbc::emulator
