#include "emulator/services/clusters/cluster_spec.hpp"

#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/record.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 10> k_data_security_modes{
    "NONE",
    "SINGLE_USER",
    "USER_ISOLATION",
    "LEGACY_TABLE_ACL",
    "LEGACY_PASSTHROUGH",
    "LEGACY_SINGLE_USER",
    "LEGACY_SINGLE_USER_STANDARD",
    "DATA_SECURITY_MODE_AUTO",
    "DATA_SECURITY_MODE_STANDARD",
    "DATA_SECURITY_MODE_DEDICATED",
};
constexpr std::array<std::string_view, 3> k_runtime_engines{"NULL", "STANDARD", "PHOTON"};
constexpr std::array<std::string_view, 1> k_kinds{"CLASSIC_PREVIEW"};

constexpr std::array<std::string_view, 3> k_aws_availability{"ON_DEMAND", "SPOT", "SPOT_WITH_FALLBACK"};
constexpr std::array<std::string_view, 3> k_azure_availability{"ON_DEMAND_AZURE", "SPOT_AZURE",
                                                               "SPOT_WITH_FALLBACK_AZURE"};
constexpr std::array<std::string_view, 3> k_gcp_availability{"ON_DEMAND_GCP", "PREEMPTIBLE_GCP",
                                                             "PREEMPTIBLE_WITH_FALLBACK_GCP"};
constexpr std::array<std::string_view, 2> k_ebs_types{"GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"};

constexpr std::array k_aws_fields{
    FieldRule{"first_on_demand", FieldType::integer},
    FieldRule{"availability", FieldType::choice, k_aws_availability, "AwsAvailability"},
    FieldRule{"zone_id", FieldType::text},
    FieldRule{"instance_profile_arn", FieldType::text},
    FieldRule{"spot_bid_price_percent", FieldType::integer},
    FieldRule{"ebs_volume_type", FieldType::choice, k_ebs_types, "EbsVolumeType"},
    FieldRule{"ebs_volume_count", FieldType::integer},
    FieldRule{"ebs_volume_size", FieldType::integer},
    FieldRule{"ebs_volume_iops", FieldType::integer},
    FieldRule{"ebs_volume_throughput", FieldType::integer},
};
constexpr std::array k_azure_fields{
    FieldRule{"first_on_demand", FieldType::integer},
    FieldRule{"availability", FieldType::choice, k_azure_availability, "AzureAvailability"},
    FieldRule{"spot_bid_max_price", FieldType::number},
    FieldRule{"capacity_reservation_group", FieldType::text},
    FieldRule{"log_analytics_info", FieldType::object},
};
constexpr std::array k_gcp_fields{
    FieldRule{"use_preemptible_executors", FieldType::boolean},
    FieldRule{"google_service_account", FieldType::text},
    FieldRule{"boot_disk_size", FieldType::integer},
    FieldRule{"availability", FieldType::choice, k_gcp_availability, "GcpAvailability"},
    FieldRule{"zone_id", FieldType::text},
    FieldRule{"local_ssd_count", FieldType::integer},
    FieldRule{"first_on_demand", FieldType::integer},
    FieldRule{"confidential_compute_type", FieldType::text},
};
constexpr std::array k_script_fields{
    FieldRule{"workspace", FieldType::object}, FieldRule{"volumes", FieldType::object},
    FieldRule{"dbfs", FieldType::object},      FieldRule{"file", FieldType::object},
    FieldRule{"s3", FieldType::object},        FieldRule{"abfss", FieldType::object},
    FieldRule{"gcs", FieldType::object},
};
constexpr std::array k_log_fields{
    FieldRule{"dbfs", FieldType::object},
    FieldRule{"s3", FieldType::object},
    FieldRule{"volumes", FieldType::object},
};

constexpr std::array k_autoscale_fields{
    FieldRule{"min_workers", FieldType::integer},
    FieldRule{"max_workers", FieldType::integer},
};

constexpr std::array k_fields{
    FieldRule{"cluster_name", FieldType::text},
    FieldRule{"spark_version", FieldType::text},
    FieldRule{"spark_conf", FieldType::text_map},
    FieldRule{"aws_attributes", FieldType::record, {}, {}, k_aws_fields},
    FieldRule{"azure_attributes", FieldType::record, {}, {}, k_azure_fields},
    FieldRule{"gcp_attributes", FieldType::record, {}, {}, k_gcp_fields},
    FieldRule{"node_type_id", FieldType::text},
    FieldRule{"driver_node_type_id", FieldType::text},
    FieldRule{"worker_node_type_flexibility", FieldType::object},
    FieldRule{"driver_node_type_flexibility", FieldType::object},
    FieldRule{"num_workers", FieldType::integer},
    FieldRule{"autoscale", FieldType::record, {}, {}, k_autoscale_fields},
    FieldRule{"ssh_public_keys", FieldType::text_list},
    FieldRule{"custom_tags", FieldType::text_map},
    FieldRule{"cluster_log_conf", FieldType::record, {}, {}, k_log_fields},
    FieldRule{"init_scripts", FieldType::record_list, {}, {}, k_script_fields},
    FieldRule{"docker_image", FieldType::object},
    FieldRule{"spark_env_vars", FieldType::text_map},
    FieldRule{"autotermination_minutes", FieldType::integer},
    FieldRule{"enable_elastic_disk", FieldType::boolean},
    FieldRule{"enable_local_disk_encryption", FieldType::boolean},
    FieldRule{"instance_pool_id", FieldType::text},
    FieldRule{"driver_instance_pool_id", FieldType::text},
    FieldRule{"policy_id", FieldType::text},
    FieldRule{"apply_policy_default_values", FieldType::boolean},
    FieldRule{"data_security_mode", FieldType::choice, k_data_security_modes, "DataSecurityMode"},
    FieldRule{"single_user_name", FieldType::text},
    FieldRule{"runtime_engine", FieldType::choice, k_runtime_engines, "RuntimeEngine"},
    FieldRule{"kind", FieldType::choice, k_kinds, "Kind"},
    FieldRule{"is_single_node", FieldType::boolean},
    FieldRule{"use_ml_runtime", FieldType::boolean},
    FieldRule{"workload_type", FieldType::object},
    FieldRule{"dependency_mode", FieldType::text},
    FieldRule{"remote_disk_throughput", FieldType::integer},
    FieldRule{"total_initial_remote_disk_size", FieldType::integer},
};

/// Something is at exactly one place, and that has a destination.
Result<void> check_place(const Json& place, const std::string& field) {
  if (place.size() != 1)
    return invalid_parameter("Exactly one destination must be given for " + field + ", not " +
                             std::to_string(place.size()));
  if (!string_or(place.front(), "destination", "").empty()) return {};
  return missing_field(field + "." + place.begin().key() + ".destination");
}

Result<void> check_places(const Json& spec) {
  if (const Json* logs = find_member(spec, "cluster_log_conf"); logs != nullptr && !logs->empty())
    DBC_CHECK(check_place(*logs, "cluster_log_conf"));
  if (const Json* scripts = find_member(spec, "init_scripts"))
    for (const Json& script : *scripts) DBC_CHECK(check_place(script, "init_scripts"));
  return {};
}

}  // namespace

bool is_spec_field(std::string_view name) {
  return std::ranges::find(k_fields, name, &FieldRule::name) != k_fields.end();
}

Result<Json> read_spec(const Json& input) {
  DBC_TRY(Json spec, read_record(input, k_fields));
  DBC_CHECK(check_places(spec));
  // A run without its container would be a run of something else.
  if (const Json* image = find_member(spec, "docker_image"); image != nullptr && !image->empty())
    return api_error(ErrorCode::not_implemented, "The emulated workspace does not model docker_image of clusters");
  return spec;
}

}  // namespace dbc::emulator
