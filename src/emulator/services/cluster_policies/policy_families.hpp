#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/services/cluster_policies/policy.hpp"

namespace dbc::emulator {

/// The family of that id from conf/policy_families.json, its definition as JSON text as clients see it.
[[nodiscard]] Result<std::optional<Json>> find_policy_family(std::string_view id);
[[nodiscard]] Result<Json> all_policy_families();

/// What a policy comes to: its own definition, or its family's with the overrides laid over. JSON text.
[[nodiscard]] Result<std::string> effective_definition(const ClusterPolicy& policy);

}  // namespace dbc::emulator
