#include "emulator/services/clusters/cluster_spec.hpp"

#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"

namespace dbc::emulator {
namespace {

enum class FieldType {
  text,
  integer,
  boolean,
  object,
  text_map,
  text_list,
  object_list,
  autoscale,
  data_security_mode,
  runtime_engine,
  kind,
};

struct FieldRule {
  std::string_view name;
  FieldType type;
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
    FieldRule{"autoscale", FieldType::autoscale},
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
    FieldRule{"data_security_mode", FieldType::data_security_mode},
    FieldRule{"single_user_name", FieldType::text},
    FieldRule{"runtime_engine", FieldType::runtime_engine},
    FieldRule{"kind", FieldType::kind},
    FieldRule{"is_single_node", FieldType::boolean},
    FieldRule{"use_ml_runtime", FieldType::boolean},
    FieldRule{"workload_type", FieldType::object},
    FieldRule{"dependency_mode", FieldType::text},
    FieldRule{"remote_disk_throughput", FieldType::integer},
    FieldRule{"total_initial_remote_disk_size", FieldType::integer},
};

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

template <class T>
Result<Json> settled(const std::optional<T>& value, std::string_view type, std::string_view name) {
  if (!value) return wrong_type(type, name);
  return Json(*value);
}

Result<Json> read_enum(const Json& value, std::span<const std::string_view> allowed, std::string_view type,
                       std::string_view name) {
  const bool is_known =
      value.is_string() && std::ranges::find(allowed, value.get_ref<const std::string&>()) != allowed.end();
  if (!is_known) return wrong_type(type, name);
  return value;
}

Result<Json> read_text_map(const Json& value, std::string_view name) {
  if (!value.is_object()) return wrong_type("MAP", name);
  Json map = Json::object();
  for (const auto& [key, item] : value.items()) {
    if (item.is_null()) continue;
    DBC_TRY(map[key], settled(to_text(item), "STRING", std::string(name) + "." + key));
  }
  return map;
}

Result<Json> read_list(const Json& value, std::string_view name, bool of_objects) {
  if (!value.is_array()) return wrong_type("LIST", name);
  Json list = Json::array();
  for (const Json& item : value) {
    if (of_objects ? !item.is_object() : !to_text(item)) return wrong_type(of_objects ? "OBJECT" : "STRING", name);
    list.push_back(of_objects ? item : Json(*to_text(item)));
  }
  return list;
}

Result<Json> read_autoscale(const Json& value) {
  if (!value.is_object()) return wrong_type("OBJECT", "autoscale");
  const Fields fields(value);
  Json size = Json::object();
  for (const std::string name : {"min_workers", "max_workers"}) {
    DBC_TRY(const auto bound, fields.integer(name));
    if (bound) size[name] = *bound;
  }
  return size;
}

/// An object is kept as it is, but for a registry's password, which nobody here needs.
Result<Json> read_object(const Json& value, std::string_view name) {
  if (!value.is_object()) return wrong_type("OBJECT", name);
  Json object = value;
  const Json* credentials = find_member(object, "basic_auth");
  if (credentials != nullptr && credentials->is_object()) object["basic_auth"].erase("password");
  return object;
}

Result<Json> read_field(const FieldRule& rule, const Json& value) {
  switch (rule.type) {
    case FieldType::text:
      return settled(to_text(value), "STRING", rule.name);
    case FieldType::integer:
      return settled(to_integer(value), "INTEGER", rule.name);
    case FieldType::boolean:
      return settled(to_boolean(value), "BOOLEAN", rule.name);
    case FieldType::object:
      return read_object(value, rule.name);
    case FieldType::text_map:
      return read_text_map(value, rule.name);
    case FieldType::text_list:
      return read_list(value, rule.name, false);
    case FieldType::object_list:
      return read_list(value, rule.name, true);
    case FieldType::autoscale:
      return read_autoscale(value);
    case FieldType::data_security_mode:
      return read_enum(value, k_data_security_modes, "DataSecurityMode", rule.name);
    case FieldType::runtime_engine:
      return read_enum(value, k_runtime_engines, "RuntimeEngine", rule.name);
    case FieldType::kind:
      return read_enum(value, k_kinds, "Kind", rule.name);
  }
  return wrong_type("STRING", rule.name);
}

}  // namespace

bool is_spec_field(std::string_view name) {
  return std::ranges::find(k_fields, name, &FieldRule::name) != k_fields.end();
}

Result<Json> read_spec(const Json& input) {
  Json spec = Json::object();
  const Fields fields(input);
  for (const FieldRule& rule : k_fields) {
    const Json* value = fields.find(rule.name);
    if (value == nullptr) continue;
    DBC_TRY(spec[std::string(rule.name)], read_field(rule, *value));
  }
  return spec;
}

}  // namespace dbc::emulator
