#include "emulator/services/instance_pools/pool_spec.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/record.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_name = 100;
constexpr std::size_t k_max_tags = 45;
constexpr std::int64_t k_max_idle_minutes = 10'000;
constexpr std::int64_t k_default_idle_minutes = 60;
constexpr std::int64_t k_max_instances = 10'000;

constexpr std::array<std::string_view, 2> k_aws_availability{"ON_DEMAND", "SPOT"};
constexpr std::array<std::string_view, 2> k_azure_availability{"ON_DEMAND_AZURE", "SPOT_AZURE"};
constexpr std::array<std::string_view, 3> k_gcp_availability{"ON_DEMAND_GCP", "PREEMPTIBLE_GCP",
                                                             "PREEMPTIBLE_WITH_FALLBACK_GCP"};
constexpr std::array<std::string_view, 2> k_ebs_types{"GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"};
constexpr std::array<std::string_view, 2> k_azure_disk_types{"PREMIUM_LRS", "STANDARD_LRS"};

constexpr std::array k_aws_fields{
    FieldRule{"availability", FieldType::choice, k_aws_availability, "AwsAvailability"},
    FieldRule{"zone_id", FieldType::text},
    FieldRule{"spot_bid_price_percent", FieldType::integer},
    FieldRule{"instance_profile_arn", FieldType::text},
};
constexpr std::array k_azure_fields{
    FieldRule{"availability", FieldType::choice, k_azure_availability, "AzureAvailability"},
    FieldRule{"spot_bid_max_price", FieldType::number},
    FieldRule{"capacity_reservation_group", FieldType::text},
};
constexpr std::array k_gcp_fields{
    FieldRule{"gcp_availability", FieldType::choice, k_gcp_availability, "GcpAvailability"},
    FieldRule{"local_ssd_count", FieldType::integer},
    FieldRule{"zone_id", FieldType::text},
};
constexpr std::array k_disk_type_fields{
    FieldRule{"ebs_volume_type", FieldType::choice, k_ebs_types, "EbsVolumeType"},
    FieldRule{"azure_disk_volume_type", FieldType::choice, k_azure_disk_types, "AzureDiskVolumeType"},
};
constexpr std::array k_disk_fields{
    FieldRule{"disk_type", FieldType::record, {}, {}, k_disk_type_fields},
    FieldRule{"disk_count", FieldType::integer},
    FieldRule{"disk_size", FieldType::integer},
    FieldRule{"disk_iops", FieldType::integer},
    FieldRule{"disk_throughput", FieldType::integer},
};

constexpr std::array k_fields{
    FieldRule{"instance_pool_name", FieldType::text},
    FieldRule{"min_idle_instances", FieldType::integer},
    FieldRule{"max_capacity", FieldType::integer},
    FieldRule{"node_type_id", FieldType::text},
    FieldRule{"idle_instance_autotermination_minutes", FieldType::integer},
    FieldRule{"enable_elastic_disk", FieldType::boolean},
    FieldRule{"disk_spec", FieldType::record, {}, {}, k_disk_fields},
    FieldRule{"preloaded_spark_versions", FieldType::text_list},
    FieldRule{"preloaded_docker_images", FieldType::object_list},
    FieldRule{"custom_tags", FieldType::text_map},
    FieldRule{"aws_attributes", FieldType::record, {}, {}, k_aws_fields},
    FieldRule{"azure_attributes", FieldType::record, {}, {}, k_azure_fields},
    FieldRule{"gcp_attributes", FieldType::record, {}, {}, k_gcp_fields},
    FieldRule{"node_type_flexibility", FieldType::object},
    FieldRule{"remote_disk_throughput", FieldType::integer},
    FieldRule{"total_initial_remote_disk_size", FieldType::integer},
};

/// What an edit may change; the value of the rest is settled when the pool is made.
constexpr std::array<std::string_view, 7> k_editable{
    "instance_pool_name",
    "min_idle_instances",
    "max_capacity",
    "idle_instance_autotermination_minutes",
    "custom_tags",
    "remote_disk_throughput",
    "total_initial_remote_disk_size",
};

bool is_editable(std::string_view name) { return std::ranges::find(k_editable, name) != k_editable.end(); }

std::int64_t integer_or(const Json& attributes, std::string_view name, std::int64_t fallback) {
  const Json* value = find_member(attributes, name);
  return value == nullptr ? fallback : to_integer(*value).value_or(fallback);
}

Result<void> check_range(const Json& attributes, const std::string& name, std::int64_t least, std::int64_t most) {
  const std::int64_t value = integer_or(attributes, name, least);
  if (value >= least && value <= most) return {};
  return invalid_parameter("The value of " + name + " must be between " + std::to_string(least) + " and " +
                           std::to_string(most) + ", and not " + std::to_string(value));
}

Result<void> check_sizes(const Json& attributes) {
  DBC_CHECK(check_range(attributes, "min_idle_instances", 0, k_max_instances));
  DBC_CHECK(check_range(attributes, "max_capacity", 1, k_max_instances));
  DBC_CHECK(check_range(attributes, "idle_instance_autotermination_minutes", 0, k_max_idle_minutes));
  const std::int64_t capacity = integer_or(attributes, "max_capacity", k_max_instances);
  if (integer_or(attributes, "min_idle_instances", 0) > capacity)
    return invalid_parameter("min_idle_instances must not be greater than max_capacity (" + std::to_string(capacity) +
                             ")");
  return {};
}

Result<void> check_name(const Json& attributes) {
  const std::string name = string_or(attributes, "instance_pool_name", "");
  if (trim(name).empty()) return missing_field("instance_pool_name");
  if (count_code_points(name) >= k_max_name)
    return invalid_parameter("The instance_pool_name must be shorter than " + std::to_string(k_max_name) +
                             " characters");
  return {};
}

Result<void> check_tags(const Json& attributes) {
  const Json* tags = find_member(attributes, "custom_tags");
  if (tags == nullptr) return {};
  if (tags->size() > k_max_tags)
    return invalid_parameter("An instance pool has at most " + std::to_string(k_max_tags) + " custom_tags");
  for (const auto& [key, value] : tags->items()) DBC_CHECK(check_cluster_tag(key, value.get_ref<const std::string&>()));
  return {};
}

Result<void> check_preloaded(const Json& attributes) {
  const Json* versions = find_member(attributes, "preloaded_spark_versions");
  if (versions == nullptr) return {};
  if (versions->size() > 1) return invalid_parameter("An instance pool has at most one of preloaded_spark_versions");
  for (const Json& key : *versions) DBC_CHECK(check_runtime(key.get_ref<const std::string&>()));
  return {};
}

Result<void> check(const Json& attributes) {
  DBC_CHECK(check_name(attributes));
  DBC_CHECK(check_sizes(attributes));
  DBC_CHECK(check_tags(attributes));
  return check_preloaded(attributes);
}

void fill(Json& object, const std::string& name, const Json& fallback) {
  if (find_member(object, name) == nullptr) object[name] = fallback;
}

void fill_cloud(Json& attributes, const NodeType& node, std::string_view zone) {
  Json& cloud = attributes[std::string(node.cloud) + "_attributes"];
  if (cloud.is_null()) cloud = Json::object();
  if (node.cloud == "azure") {
    fill(cloud, "availability", "ON_DEMAND_AZURE");
    fill(cloud, "spot_bid_max_price", -1.0);
    return;
  }
  fill(cloud, node.cloud == "aws" ? "availability" : "gcp_availability",
       node.cloud == "aws" ? "SPOT" : "ON_DEMAND_GCP");
  fill(cloud, "zone_id", zone);
  if (node.cloud == "aws") fill(cloud, "spot_bid_price_percent", 100);
}

void fill_sizes(Json& attributes) {
  fill(attributes, "min_idle_instances", 0);
  fill(attributes, "idle_instance_autotermination_minutes", k_default_idle_minutes);
}

/// Every pool shows its attributes in the same order, whatever happened to it.
Result<Json> in_order(const Json& attributes) { return read_record(attributes, k_fields); }

}  // namespace

Result<Json> read_new_pool(const Json& input) {
  DBC_TRY(Json attributes, read_record(input, k_fields));
  DBC_CHECK(check(attributes));
  const std::string node_type_id = string_or(attributes, "node_type_id", "");
  if (node_type_id.empty()) return missing_field("node_type_id");
  DBC_TRY(const auto node, get_node_type(node_type_id));
  fill_sizes(attributes);
  fill(attributes, "enable_elastic_disk", false);
  fill_cloud(attributes, node, zone_list().default_zone);
  return in_order(attributes);
}

Result<Json> edit_pool_attributes(const Json& before, const Json& input) {
  DBC_TRY(const Json changes, read_record(input, k_fields));
  if (find_member(changes, "node_type_id") == nullptr) return missing_field("node_type_id");
  DBC_CHECK(check(changes));
  for (const auto& [name, value] : changes.items()) {
    const Json* old = find_member(before, name);
    if (!is_editable(name) && (old == nullptr || *old != value))
      return invalid_parameter("The " + name + " of an instance pool cannot be changed");
  }
  Json after = before;
  for (const auto name : k_editable) after.erase(std::string(name));
  after.update(changes);
  fill_sizes(after);
  return in_order(after);
}

}  // namespace dbc::emulator
