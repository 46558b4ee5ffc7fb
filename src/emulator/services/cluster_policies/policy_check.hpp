#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/cluster_policies/policy_rule.hpp"

namespace dbc::emulator {

/// How a cluster breaks a rule.
struct PolicyViolation {
  std::string path;
  std::string message;  ///< e.g. must be present
};

/// Fills in what rules fix and, `with_defaults`, their default values, where the cluster does not have the attribute.
void apply_rules(Json& attributes, std::span<const PolicyRule> rules, bool with_defaults);

/// What is wrong with a cluster. What is forbidden must not be in its `spec`, which lacks the defaults of the service.
/// `cluster_type` is all-purpose, job or dlt. Rules about dbus_per_hour limit nothing.
[[nodiscard]] std::vector<PolicyViolation> find_violations(const Json& attributes, const Json& spec,
                                                           std::span<const PolicyRule> rules,
                                                           std::string_view cluster_type);

}  // namespace dbc::emulator
