#include "emulator/services/cluster_policies/policy_rule.hpp"

#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/services/cluster_policies/attribute_path.hpp"
#include "emulator/services/cluster_policies/pattern.hpp"
#include "emulator/services/clusters/runtime_alias.hpp"

namespace dbc::emulator {
namespace {

struct TypeName {
  std::string_view name;
  RuleType type;
};

constexpr std::array k_types{
    TypeName{"fixed", RuleType::fixed},         TypeName{"forbidden", RuleType::forbidden},
    TypeName{"allowlist", RuleType::allowlist}, TypeName{"whitelist", RuleType::allowlist},
    TypeName{"blocklist", RuleType::blocklist}, TypeName{"blacklist", RuleType::blocklist},
    TypeName{"regex", RuleType::regex},         TypeName{"range", RuleType::range},
    TypeName{"unlimited", RuleType::unlimited},
};

Error malformed(const std::string& path, const std::string& what) { return invalid_parameter(path + " " + what); }

bool is_scalar(const Json& value) { return value.is_string() || value.is_boolean() || value.is_number(); }

Result<void> read_values(PolicyRule& rule, const Json& element) {
  const Json* values = find_member(element, "values");
  if (values == nullptr || !values->is_array() || values->empty() || !std::ranges::all_of(*values, is_scalar))
    return malformed(rule.path, "needs a list of values");
  rule.values.assign(values->begin(), values->end());
  return {};
}

Result<std::optional<double>> read_bound(const PolicyRule& rule, const Json& element, std::string_view name) {
  const Json* value = find_member(element, name);
  if (value == nullptr || value->is_null()) return std::optional<double>{};
  if (!value->is_number()) return malformed(rule.path, "needs a number for " + std::string(name));
  return std::optional(value->get<double>());
}

Result<void> read_range(PolicyRule& rule, const Json& element) {
  DBC_TRY(rule.least, read_bound(rule, element, "minValue"));
  DBC_TRY(rule.most, read_bound(rule, element, "maxValue"));
  if (rule.least && rule.most && *rule.least > *rule.most)
    return malformed(rule.path, "has a minValue above its maxValue");
  return {};
}

Result<void> read_pattern(PolicyRule& rule, const Json& element) {
  rule.pattern = string_or(element, "pattern", "");
  if (rule.pattern.empty()) return malformed(rule.path, "needs a pattern");
  if (const auto problem = pattern_problem(rule.pattern)) return malformed(rule.path, "has a bad pattern: " + *problem);
  return {};
}

Result<void> read_value(PolicyRule& rule, const Json& element) {
  const Json* value = find_member(element, "value");
  if (value == nullptr || !is_scalar(*value)) return malformed(rule.path, "needs a value");
  rule.value = *value;
  return {};
}

Result<void> read_limits(PolicyRule& rule, const Json& element) {
  switch (rule.type) {
    case RuleType::fixed:
      return read_value(rule, element);
    case RuleType::allowlist:
    case RuleType::blocklist:
      return read_values(rule, element);
    case RuleType::regex:
      return read_pattern(rule, element);
    case RuleType::range:
      return read_range(rule, element);
    case RuleType::forbidden:
    case RuleType::unlimited:
      return {};
  }
  return {};
}

Result<void> read_presence(PolicyRule& rule, const Json& element) {
  if (const Json* value = find_member(element, "defaultValue"); value != nullptr && !value->is_null()) {
    if (!is_scalar(*value)) return malformed(rule.path, "needs a plain defaultValue");
    rule.default_value = *value;
  }
  if (const Json* flag = find_member(element, "isOptional"); flag != nullptr && !flag->is_null()) {
    if (!flag->is_boolean()) return malformed(rule.path, "needs true or false for isOptional");
    rule.is_optional = flag->get<bool>();
  }
  return {};
}

Result<void> resolve_alias(Json& value, const std::string& path) {
  if (!value.is_string() || !is_runtime_alias(value.get_ref<const std::string&>())) return {};
  const auto runtime = runtime_of_alias(value.get_ref<const std::string&>());
  if (!runtime) return malformed(path, "names no runtime version: " + value.get<std::string>());
  value = *runtime;
  return {};
}

/// Only policies may say auto:latest-lts and the like, which stand for versions of the day they are used.
Result<void> resolve_aliases(PolicyRule& rule) {
  if (rule.path != "spark_version") return {};
  DBC_CHECK(resolve_alias(rule.value, rule.path));
  for (Json& value : rule.values) DBC_CHECK(resolve_alias(value, rule.path));
  return rule.default_value ? resolve_alias(*rule.default_value, rule.path) : Result<void>{};
}

Result<PolicyRule> read_rule(const std::string& path, const Json& element) {
  PolicyRule rule{.path = path};
  if (!is_policy_path(path)) return malformed(path, "is no attribute of a cluster");
  const std::string type = string_or(element, "type", "");
  const auto known = std::ranges::find(k_types, type, &TypeName::name);
  if (known == k_types.end()) return malformed(path, "has the unknown type '" + type + "'");
  rule.type = known->type;
  DBC_CHECK(read_limits(rule, element));
  DBC_CHECK(read_presence(rule, element));
  DBC_CHECK(resolve_aliases(rule));
  return rule;
}

}  // namespace

Result<std::vector<PolicyRule>> parse_policy(const std::string& definition) {
  DBC_TRY(const Json elements, parse_json(definition));
  std::vector<PolicyRule> rules;
  for (const auto& [path, element] : elements.items()) {
    DBC_TRY(rules.emplace_back(), read_rule(path, element));
  }
  return rules;
}

Result<void> check_definition_form(const std::string& field, const std::string& definition) {
  const auto parsed = parse_json(definition);
  if (!parsed) return invalid_parameter("The " + field + " is not valid JSON: " + parsed.error().message);
  if (!parsed->is_object() || !std::ranges::all_of(*parsed, [](const Json& element) { return element.is_object(); }))
    return invalid_parameter("The " + field + " must be a JSON object with an object for each attribute");
  return {};
}

}  // namespace dbc::emulator
