#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/cluster_policies/cluster_policy_use.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/instance_pools/cluster_pools.hpp"
#include "emulator/services/instance_pools/pool_tags.hpp"
#include "emulator/services/settings/instance_profiles.hpp"

namespace dbc::emulator {
namespace {

constexpr std::int64_t k_min_autotermination = 10;
constexpr std::int64_t k_max_autotermination = 10'000;
constexpr std::int64_t k_max_workers = 10'000;  // bounds the replies, which list every worker
constexpr std::size_t k_max_ssh_keys = 10;
constexpr std::size_t k_max_init_scripts = 10;
constexpr std::size_t k_max_tags = 45;
constexpr std::size_t k_max_tag_key = 512;
constexpr std::size_t k_max_tag_value = 256;

std::int64_t integer_or(const Json& spec, std::string_view name, std::int64_t fallback) {
  const Json* value = find_member(spec, name);
  return value == nullptr ? fallback : to_integer(*value).value_or(fallback);
}

bool is_true(const Json& spec, std::string_view name) {
  const Json* value = find_member(spec, name);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::size_t count_of(const Json& spec, std::string_view name) {
  const Json* value = find_member(spec, name);
  return value == nullptr ? 0 : value->size();
}

/// The simple form lets one flag stand for a single-node cluster.
bool is_simple_single_node(const Json& spec) {
  return find_member(spec, "kind") != nullptr && is_true(spec, "is_single_node");
}

Result<void> check_worker_count(std::int64_t count, std::string_view name) {
  if (count >= 0 && count <= k_max_workers) return {};
  return invalid_parameter("The value of " + std::string(name) + " must be between 0 and " +
                           std::to_string(k_max_workers) + ", and not " + std::to_string(count));
}

Result<std::int64_t> autoscale_workers(const Json& autoscale) {
  for (const std::string_view name : {"min_workers", "max_workers"})
    if (find_member(autoscale, name) == nullptr) return missing_field("autoscale." + std::string(name));
  const std::int64_t least = integer_or(autoscale, "min_workers", 0);
  const std::int64_t most = integer_or(autoscale, "max_workers", 0);
  DBC_CHECK(check_worker_count(least, "autoscale.min_workers"));
  DBC_CHECK(check_worker_count(most, "autoscale.max_workers"));
  if (most < least || most == 0)
    return invalid_parameter("autoscale.max_workers (" + std::to_string(most) +
                             ") must be greater than autoscale.min_workers (" + std::to_string(least) + ")");
  return least;
}

Result<void> check_autotermination(const Json& spec) {
  const std::int64_t minutes = integer_or(spec, "autotermination_minutes", 0);
  if (minutes == 0 || (minutes >= k_min_autotermination && minutes <= k_max_autotermination)) return {};
  return invalid_parameter("The value of autotermination_minutes must be 0 (never) or between " +
                           std::to_string(k_min_autotermination) + " and " + std::to_string(k_max_autotermination) +
                           ", and not " + std::to_string(minutes));
}

Result<void> check_limits(const Json& spec) {
  const auto at_most = [&](std::string_view name, std::size_t limit) -> Result<void> {
    if (count_of(spec, name) <= limit) return {};
    return invalid_parameter("A cluster has at most " + std::to_string(limit) + " " + std::string(name));
  };
  DBC_CHECK(at_most("ssh_public_keys", k_max_ssh_keys));
  DBC_CHECK(at_most("init_scripts", k_max_init_scripts));
  DBC_CHECK(at_most("custom_tags", k_max_tags));
  if (const Json* tags = find_member(spec, "custom_tags"))
    for (const auto& [key, value] : tags->items())
      DBC_CHECK(check_cluster_tag(key, value.get_ref<const std::string&>()));
  return {};
}

Machine machine_of(const NodeType& type) { return {.cores = type.cores, .memory_mb = type.memory_mb}; }

Error missing_node_type() {
  return with_error_info(invalid_parameter("Missing required field 'node_type_id'"),
                         "CM_API_ERROR_SOURCE_CALLER_ERROR");
}

void fill(Json& attributes, const std::string& name, const Json& fallback) {
  if (find_member(attributes, name) == nullptr) attributes[name] = fallback;
}

void fill_single_node(Json& attributes) {
  attributes["spark_conf"]["spark.databricks.cluster.profile"] = "singleNode";
  attributes["spark_conf"]["spark.master"] = "local[*, 4]";
  attributes["custom_tags"]["ResourceClass"] = "SingleNode";
  attributes["num_workers"] = 0;
}

void fill_cloud(Json& attributes, const NodeType& node, std::string_view zone) {
  Json& cloud = attributes[std::string(node.cloud) + "_attributes"];
  if (cloud.is_null()) cloud = Json::object();
  fill(cloud, "first_on_demand", 1);
  if (node.cloud == "azure") {
    fill(cloud, "availability", "ON_DEMAND_AZURE");
    fill(cloud, "spot_bid_max_price", -1.0);
    return;
  }
  fill(cloud, "availability", node.cloud == "aws" ? "SPOT_WITH_FALLBACK" : "ON_DEMAND_GCP");
  fill(cloud, "zone_id", zone);
  if (node.cloud == "aws") fill(cloud, "spot_bid_price_percent", 100);
}

/// The newer names of access modes are kept in the cluster's `spec` alone; the cluster itself has the older ones.
void resolve_alias(Json& attributes) {
  const std::string mode = string_or(attributes, "data_security_mode", "");
  const bool has_user = find_member(attributes, "single_user_name") != nullptr;
  if (mode == "DATA_SECURITY_MODE_DEDICATED" || (mode == "DATA_SECURITY_MODE_AUTO" && has_user))
    attributes["data_security_mode"] = "SINGLE_USER";
  else if (mode == "DATA_SECURITY_MODE_STANDARD" || mode == "DATA_SECURITY_MODE_AUTO")
    attributes["data_security_mode"] = "USER_ISOLATION";
}

void fill_defaults(Json& attributes, std::string_view user_name) {
  fill(attributes, "cluster_name", "");
  fill(attributes, "spark_conf", Json::object());
  fill(attributes, "spark_env_vars", Json::object());
  fill(attributes, "custom_tags", Json::object());
  fill(attributes, "driver_node_type_id", attributes["node_type_id"]);
  fill(attributes, "autotermination_minutes", 0);
  fill(attributes, "enable_elastic_disk", false);
  fill(attributes, "enable_local_disk_encryption", false);
  resolve_alias(attributes);
  // Terraform's provider takes a name or an engine that nobody asked for as a change to undo, so only what was asked
  // for or follows from it is filled in. It overlooks the mode.
  if (string_or(attributes, "data_security_mode", "") == "SINGLE_USER") fill(attributes, "single_user_name", user_name);
  fill(attributes, "data_security_mode", "SINGLE_USER");
  const bool is_photon = string_or(attributes, "spark_version", "").find("photon") != std::string::npos;
  if (is_photon) fill(attributes, "runtime_engine", "PHOTON");
  attributes.erase("apply_policy_default_values");
}

}  // namespace

Result<void> check_cluster_tag(const std::string& key, const std::string& value) {
  const auto length = count_code_points(key);
  if (length == 0 || length > k_max_tag_key || key.find_first_of("<>%*&+?\\/") != std::string::npos)
    return invalid_parameter("The custom tag key '" + key + "' must have 1 to " + std::to_string(k_max_tag_key) +
                             " characters, none of them one of <>%*&+?\\/");
  if (count_code_points(value) > k_max_tag_value)
    return invalid_parameter("The value of the custom tag '" + key + "' is longer than " +
                             std::to_string(k_max_tag_value) + " characters");
  return {};
}

Result<void> check_runtime(const std::string& key) {
  if (!is_known_runtime(key)) return invalid_parameter("Invalid spark version " + key + ".");
  return {};
}

Result<NodeType> get_node_type(const std::string& id) {
  if (const auto* found = find_node_type(id)) return *found;
  std::vector<std::string> names;
  for (const auto& type : all_node_types()) names.emplace_back(type.id);
  return invalid_parameter("Node type " + id + " is not supported. Supported node types: " + join(names, ", "));
}

Json size_of_spec(const Json& spec) {
  if (const Json* autoscale = find_member(spec, "autoscale")) return {{"autoscale", *autoscale}};
  return {{"num_workers", integer_or(spec, "num_workers", 0)}};
}

Result<std::int64_t> workers_of(const Json& spec) {
  const Json* autoscale = find_member(spec, "autoscale");
  const bool has_count = find_member(spec, "num_workers") != nullptr;
  if (autoscale != nullptr && has_count)
    return invalid_parameter("A cluster has either num_workers or autoscale, and not both");
  if (autoscale != nullptr) return autoscale_workers(*autoscale);
  if (!has_count) return missing_field("size");
  const std::int64_t count = integer_or(spec, "num_workers", 0);
  DBC_CHECK(check_worker_count(count, "num_workers"));
  return count;
}

Result<ResolvedSpec> resolve_spec(Transaction& transaction, const Json& spec, const SpecOwner& owner) {
  ResolvedSpec resolved;
  DBC_TRY(resolved.attributes, apply_policy(transaction, spec, owner.source));
  resolved.with_policy = resolved.attributes;
  Json& attributes = resolved.attributes;
  const std::string runtime = string_or(attributes, "spark_version", "");
  if (runtime.empty()) return missing_field("spark_version");
  DBC_CHECK(check_runtime(runtime));
  DBC_CHECK(take_pools(transaction, attributes));
  DBC_CHECK(take_pool_tags(transaction, attributes));
  DBC_CHECK(require_instance_profile(transaction, attributes));
  if (is_simple_single_node(attributes)) fill_single_node(attributes);
  DBC_TRY(resolved.workers, workers_of(attributes));
  const std::string node_type_id = string_or(attributes, "node_type_id", "");
  if (node_type_id.empty()) return missing_node_type();
  DBC_TRY(const auto node, get_node_type(node_type_id));
  const std::string driver_id = string_or(attributes, "driver_node_type_id", "");
  DBC_TRY(const auto driver, get_node_type(driver_id.empty() ? node_type_id : driver_id));
  resolved.driver = machine_of(driver);
  resolved.worker = machine_of(node);
  DBC_CHECK(check_autotermination(attributes));
  DBC_CHECK(check_limits(attributes));
  fill_cloud(attributes, node, zone_list().default_zone);
  fill_defaults(attributes, owner.user_name);
  resolved.autotermination_minutes = integer_or(attributes, "autotermination_minutes", 0);
  return resolved;
}

}  // namespace dbc::emulator
