#include "emulator/services/cluster_policies/cluster_policy_use.hpp"

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/cluster_policies/policy_families.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_repository.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/libraries/cluster_libraries.hpp"

namespace dbc::emulator {
namespace {

std::string_view cluster_type_of(std::string_view source) {
  if (source == "JOB") return "job";
  return source == "PIPELINE" || source == "PIPELINE_MAINTENANCE" ? "dlt" : "all-purpose";
}

std::string policy_id_of(const Json& attributes) { return string_or(attributes, "policy_id", ""); }

/// Nothing where the attributes name no policy.
Result<std::optional<ClusterPolicy>> policy_of(Transaction& transaction, const Json& attributes) {
  const std::string id = policy_id_of(attributes);
  if (id.empty()) return std::optional<ClusterPolicy>{};
  DBC_TRY(auto policy, PolicyRepository(transaction).find(id));
  if (!policy) return invalid_parameter(missing_policy_message(id));
  return policy;
}

Error malformed_policy(const ClusterPolicy& policy, const Error& problem) {
  return invalid_parameter("Requests for the policy " + policy.name + " (" + policy.id +
                           ") cannot be satisfied due to the malformed policy definition: " + problem.message);
}

Result<std::vector<PolicyRule>> rules_of(const ClusterPolicy& policy) {
  DBC_TRY(const auto definition, effective_definition(policy));
  auto rules = parse_policy(definition);
  if (!rules) return malformed_policy(policy, rules.error());
  return rules;
}

Result<void> refuse(const std::vector<PolicyViolation>& violations) {
  if (violations.empty()) return {};
  std::vector<std::string> clauses;
  for (const auto& each : violations) clauses.push_back("Validation failed for " + each.path + ", " + each.message);
  return invalid_parameter(join(clauses, "; "));
}

bool wants_defaults(const Json& attributes) {
  const Json* flag = find_member(attributes, "apply_policy_default_values");
  return flag != nullptr && flag->is_boolean() && flag->get<bool>();
}

/// The database holds only what we wrote, so that text which cannot be read means an empty object.
Json attributes_of(const Cluster& cluster) {
  auto parsed = parse_json(cluster.attributes);
  return parsed && parsed->is_object() ? std::move(*parsed) : Json::object();
}

Result<std::int64_t> count_active(Transaction& transaction, const Cluster& except, const std::string& policy_id,
                                  TimePoint now) {
  DBC_TRY(auto clusters, ClusterRepository(transaction).all_since(now));
  std::int64_t count = 0;
  for (auto& cluster : clusters) {
    (void)settle(cluster, now);
    if (cluster.id != except.id && cluster.creator == except.creator && is_active(cluster) &&
        policy_id_of(attributes_of(cluster)) == policy_id)
      ++count;
  }
  return count;
}

}  // namespace

Result<Json> apply_policy(Transaction& transaction, Json attributes, std::string_view source) {
  DBC_TRY(const auto policy, policy_of(transaction, attributes));
  if (!policy) return attributes;
  DBC_TRY(const auto rules, rules_of(*policy));
  apply_rules(attributes, rules, wants_defaults(attributes));
  auto settled = read_spec(attributes);
  if (!settled) return malformed_policy(*policy, settled.error());
  DBC_CHECK(refuse(find_violations(*settled, *settled, rules, cluster_type_of(source))));
  return settled;
}

Result<std::vector<PolicyViolation>> policy_violations(Transaction& transaction, const Cluster& cluster) {
  const Json attributes = attributes_of(cluster);
  DBC_TRY(const auto policy, policy_of(transaction, attributes));
  if (!policy) return std::vector<PolicyViolation>{};
  DBC_TRY(const auto rules, rules_of(*policy));
  DBC_TRY(const Json spec, parse_json(cluster.spec));
  return find_violations(attributes, spec, rules, cluster_type_of(cluster.source));
}

Result<void> require_policy_room(Transaction& transaction, const Cluster& cluster, TimePoint now) {
  const std::string id = policy_id_of(attributes_of(cluster));
  if (id.empty()) return {};
  DBC_TRY(const auto policy, PolicyRepository(transaction).find(id));
  if (!policy || !policy->max_clusters_per_user) return {};
  DBC_TRY(const auto count, count_active(transaction, cluster, id, now));
  if (count < *policy->max_clusters_per_user) return {};
  return api_error(ErrorCode::quota_exceeded,
                   cluster.creator + " has reached the limit of " + std::to_string(*policy->max_clusters_per_user) +
                       " active clusters that the policy " + policy->name + " (" + id + ") sets for each user");
}

Result<void> install_policy_libraries(Transaction& transaction, const Cluster& cluster, TimePoint now) {
  const std::string id = policy_id_of(attributes_of(cluster));
  if (id.empty()) return {};
  DBC_TRY(const auto policy, PolicyRepository(transaction).find(id));
  if (!policy) return {};
  DBC_TRY(const Json list, parse_json(policy->libraries));
  std::vector<std::string> libraries;
  for (const Json& library : list) libraries.push_back(json_text(library));
  return install_libraries(transaction, cluster, libraries, now);
}

}  // namespace dbc::emulator
