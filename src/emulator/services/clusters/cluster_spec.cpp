#include "emulator/services/clusters/cluster_spec.hpp"

#include <algorithm>
#include <array>

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

constexpr std::array k_autoscale_fields{
    FieldRule{"min_workers", FieldType::integer},
    FieldRule{"max_workers", FieldType::integer},
};

constexpr std::array k_fields{
    FieldRule{"cluster_name", FieldType::text},
    FieldRule{"spark_version", FieldType::text},
    FieldRule{"spark_conf", FieldType::text_map},
    FieldRule{"aws_attributes", FieldType::object},
    FieldRule{"azure_attributes", FieldType::object},
    FieldRule{"gcp_attributes", FieldType::object},
    FieldRule{"node_type_id", FieldType::text},
    FieldRule{"driver_node_type_id", FieldType::text},
    FieldRule{"worker_node_type_flexibility", FieldType::object},
    FieldRule{"driver_node_type_flexibility", FieldType::object},
    FieldRule{"num_workers", FieldType::integer},
    FieldRule{"autoscale", FieldType::record, {}, {}, k_autoscale_fields},
    FieldRule{"ssh_public_keys", FieldType::text_list},
    FieldRule{"custom_tags", FieldType::text_map},
    FieldRule{"cluster_log_conf", FieldType::object},
    FieldRule{"init_scripts", FieldType::object_list},
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

}  // namespace

bool is_spec_field(std::string_view name) {
  return std::ranges::find(k_fields, name, &FieldRule::name) != k_fields.end();
}

Result<Json> read_spec(const Json& input) { return read_record(input, k_fields); }

}  // namespace dbc::emulator
