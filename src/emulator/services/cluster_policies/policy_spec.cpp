#include "emulator/services/cluster_policies/policy_spec.hpp"

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/cluster_policies/policy_families.hpp"
#include "emulator/services/cluster_policies/policy_rule.hpp"
#include "emulator/services/libraries/library_spec.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_name = 100;
constexpr std::size_t k_max_libraries = 500;

Result<std::string> read_name(const Fields& fields) {
  DBC_TRY(auto name, fields.required_text("name"));
  if (count_code_points(name) > k_max_name)
    return invalid_parameter("The name of a policy must have at most " + std::to_string(k_max_name) + " characters");
  return name;
}

/// The definition is the policy's own or its family's, and never both.
Result<void> read_definition(ClusterPolicy& policy, const Fields& fields) {
  DBC_TRY(policy.definition, fields.text("definition"));
  DBC_TRY(policy.family_id, fields.text("policy_family_id"));
  DBC_TRY(policy.overrides, fields.text("policy_family_definition_overrides"));
  if (policy.family_id && policy.family_id->empty()) policy.family_id.reset();
  if (policy.family_id && policy.definition)
    return invalid_parameter(
        "A policy with a policy_family_id has no definition of its own; use policy_family_definition_overrides");
  if (!policy.family_id && policy.overrides)
    return invalid_parameter("policy_family_definition_overrides needs a policy_family_id");
  if (policy.definition) return check_definition_form("definition", *policy.definition);
  if (policy.overrides) return check_definition_form("policy_family_definition_overrides", *policy.overrides);
  return {};
}

Result<void> check_family(const ClusterPolicy& policy) {
  if (!policy.family_id) return {};
  DBC_TRY(const auto family, find_policy_family(*policy.family_id));
  if (!family) return invalid_parameter("Can't find a policy family with id: " + *policy.family_id + ".");
  return {};
}

Result<std::string> read_policy_libraries(const Fields& fields) {
  DBC_TRY(const auto libraries, read_libraries(fields.find("libraries")));
  if (libraries.size() > k_max_libraries)
    return invalid_parameter("A policy has at most " + std::to_string(k_max_libraries) + " libraries");
  return "[" + join(libraries, ",") + "]";
}

Result<std::optional<std::int64_t>> read_limit(const Fields& fields) {
  DBC_TRY(const auto limit, fields.integer("max_clusters_per_user"));
  if (limit && *limit < 1) return invalid_parameter("max_clusters_per_user must be at least 1");
  return limit;
}

}  // namespace

Result<ClusterPolicy> read_policy(const Json& input) {
  const Fields fields(input);
  ClusterPolicy policy;
  DBC_TRY(policy.name, read_name(fields));
  DBC_CHECK(read_definition(policy, fields));
  DBC_CHECK(check_family(policy));
  DBC_TRY(policy.description, fields.text("description"));
  DBC_TRY(policy.max_clusters_per_user, read_limit(fields));
  DBC_TRY(policy.libraries, read_policy_libraries(fields));
  return policy;
}

Result<Json> policy_info(const ClusterPolicy& policy) {
  Json info{{"policy_id", policy.id}, {"name", policy.name}};
  DBC_TRY(info["definition"], effective_definition(policy));
  if (policy.description && !policy.description->empty()) info["description"] = *policy.description;
  if (policy.creator) info["creator_user_name"] = *policy.creator;
  info["created_at_timestamp"] = to_epoch_millis(policy.created_at);
  info["is_default"] = policy.is_default();
  if (policy.max_clusters_per_user) info["max_clusters_per_user"] = *policy.max_clusters_per_user;
  if (policy.family_id) info["policy_family_id"] = *policy.family_id;
  if (policy.overrides) info["policy_family_definition_overrides"] = *policy.overrides;
  DBC_TRY(Json libraries, parse_json(policy.libraries));
  if (!libraries.empty()) info["libraries"] = std::move(libraries);
  return info;
}

}  // namespace dbc::emulator
