#include "emulator/services/cluster_policies/policy_check.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/cluster_policies/attribute_path.hpp"
#include "emulator/services/cluster_policies/pattern.hpp"

namespace dbc::emulator {
namespace {

std::string text_of(const Json& value) { return to_text(value).value_or(value.dump()); }

std::optional<double> number_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A policy may write 5, 5.0 or "5" for a number.
bool is_same(const Json& a, const Json& b) {
  if (a.is_number() || b.is_number()) {
    const auto left = number_of(a);
    return left && left == number_of(b);
  }
  return text_of(a) == text_of(b);
}

bool contains(const std::vector<Json>& values, const Json& value) {
  return std::ranges::any_of(values, [&](const Json& each) { return is_same(each, value); });
}

std::string listed(const std::vector<Json>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(text_of(value));
  return join(texts, ", ");
}

/// 2 and not 2.0, as the policy is written.
std::string text_of_bound(double bound) {
  const auto whole = to_integer(Json(bound));
  return whole ? std::to_string(*whole) : text_of(Json(bound));
}

/// What the value must be where it is not; empty where it is.
std::string range_demand(const PolicyRule& rule, const Json& value) {
  const auto number = number_of(value);
  if (!number) return "a number";
  if (rule.least && *number < *rule.least) return "at least " + text_of_bound(*rule.least);
  if (rule.most && *number > *rule.most) return "at most " + text_of_bound(*rule.most);
  return {};
}

std::string unmet_demand(const PolicyRule& rule, const Json& value) {
  switch (rule.type) {
    case RuleType::fixed:
      return is_same(rule.value, value) ? "" : text_of(rule.value);
    case RuleType::forbidden:
      return "absent";
    case RuleType::allowlist:
      return contains(rule.values, value) ? "" : "one of " + listed(rule.values);
    case RuleType::blocklist:
      return contains(rule.values, value) ? "none of " + listed(rule.values) : "";
    case RuleType::regex:
      return matches_pattern(rule.pattern, text_of(value)) ? "" : "a match of " + rule.pattern;
    case RuleType::range:
      return range_demand(rule, value);
    case RuleType::unlimited:
      return {};
  }
  return {};
}

bool is_required(const PolicyRule& rule) { return rule.type != RuleType::forbidden && !rule.is_optional; }

/// Empty where the rule is kept.
std::string problem_of(const PolicyRule& rule, const Json& value) {
  if (value.is_null()) return is_required(rule) ? "must be present" : "";
  const std::string demand = unmet_demand(rule, value);
  return demand.empty() ? "" : "the value must be " + demand + " (is \"" + text_of(value) + "\")";
}

bool has_rule_of_its_own(const std::string& path, std::span<const PolicyRule> rules) {
  return std::ranges::find(rules, path, &PolicyRule::path) != rules.end();
}

/// The paths in this cluster that a rule decides: one with a `*` leaves those to others that name them.
std::vector<std::string> paths_of(const PolicyRule& rule, const Json& attributes, std::span<const PolicyRule> rules) {
  auto paths = expand_path(attributes, rule.path);
  if (has_wildcard(rule.path))
    std::erase_if(paths, [&](const std::string& path) { return has_rule_of_its_own(path, rules); });
  return paths;
}

Json value_of(const Json& attributes, const std::string& path, std::string_view cluster_type) {
  return path == "cluster_type" ? Json(cluster_type) : find_attribute(attributes, path);
}

/// What a rule puts where there is nothing; null for nothing.
Json filling_of(const PolicyRule& rule, bool with_defaults) {
  if (rule.type == RuleType::fixed) return rule.value;
  return with_defaults && rule.default_value ? *rule.default_value : Json{};
}

/// The kind of log delivery decides where its path goes.
bool comes_first(const PolicyRule& rule) { return rule.path == "cluster_log_conf.type"; }

}  // namespace

void apply_rules(Json& attributes, std::span<const PolicyRule> rules, bool with_defaults) {
  for (const bool is_first_round : {true, false})
    for (const auto& rule : rules) {
      const Json filling = filling_of(rule, with_defaults);
      if (comes_first(rule) != is_first_round || rule.path == "cluster_type" || filling.is_null()) continue;
      for (const auto& path : paths_of(rule, attributes, rules))
        if (find_attribute(attributes, path).is_null()) set_attribute(attributes, path, filling);
    }
}

std::vector<PolicyViolation> find_violations(const Json& attributes, const Json& spec,
                                             std::span<const PolicyRule> rules, std::string_view cluster_type) {
  std::vector<PolicyViolation> violations;
  for (const auto& rule : rules) {
    if (rule.path == "dbus_per_hour") continue;  // nobody here knows what a cluster costs
    const Json& where = rule.type == RuleType::forbidden ? spec : attributes;
    for (const auto& path : paths_of(rule, where, rules))
      if (auto problem = problem_of(rule, value_of(where, path, cluster_type)); !problem.empty())
        violations.push_back({path, std::move(problem)});
  }
  return violations;
}

}  // namespace dbc::emulator
