#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

enum class RuleType {
  fixed,
  forbidden,
  allowlist,
  blocklist,
  regex,
  range,
  unlimited,
};

/// What a policy says about one attribute of a cluster.
struct PolicyRule {
  std::string path = {};  ///< e.g. autoscale.max_workers, spark_conf.<key>, init_scripts.*.dbfs.destination
  RuleType type = RuleType::unlimited;
  Json value = {};                   ///< of fixed
  std::vector<Json> values = {};     ///< of allowlist and blocklist
  std::string pattern = {};          ///< of regex
  std::optional<double> least = {};  ///< of range
  std::optional<double> most = {};
  std::optional<Json> default_value = {};
  bool is_optional = false;  ///< a cluster need not have the attribute
};

/// The rules of a policy's definition, in its order. An error's message says what is wrong with it.
[[nodiscard]] Result<std::vector<PolicyRule>> parse_policy(const std::string& definition);

/// Refuses what is no JSON object of objects; the rules themselves are looked at when the policy is used.
[[nodiscard]] Result<void> check_definition_form(const std::string& field, const std::string& definition);

}  // namespace dbc::emulator
