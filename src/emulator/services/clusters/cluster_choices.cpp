#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/services/clusters/handlers.hpp"

namespace dbc::emulator {
namespace {

Json instance_type(const NodeType& type) {
  return {{"instance_type_id", type.id},
          {"local_disks", type.disks},
          {"local_disk_size_gb", type.disk_gb},
          {"local_nvme_disks", type.nvme_disks},
          {"local_nvme_disk_size_gb", type.nvme_disk_gb}};
}

/// Every number is always there: clients sort by them without a look.
Json node_type_info(const NodeType& type) {
  return {{"node_type_id", type.id},
          {"memory_mb", type.memory_mb},
          {"num_cores", static_cast<double>(type.cores)},
          {"description", type.id},
          {"instance_type_id", type.id},
          {"category", type.category},
          {"is_deprecated", type.is_deprecated},
          {"is_hidden", false},
          {"is_graviton", type.is_graviton},
          {"is_encrypted_in_transit", false},
          {"is_io_cache_enabled", type.nvme_disks > 0},
          {"num_gpus", type.gpus},
          {"display_order", type.is_deprecated ? 1 : 0},
          {"support_ebs_volumes", true},
          {"support_cluster_tags", true},
          {"support_port_forwarding", true},
          {"photon_driver_capable", type.is_photon_capable},
          {"photon_worker_capable", type.is_photon_capable},
          {"node_instance_type", instance_type(type)},
          {"node_info", {{"status", Json::array()}, {"available_core_quota", 10000}, {"total_core_quota", 10000}}}};
}

}  // namespace

Result<Reply> list_spark_versions(const Call&, Context&) {
  Json versions = Json::array();
  for (const auto& runtime : all_runtimes()) versions.push_back({{"key", runtime.key}, {"name", runtime.name}});
  return ok({{"versions", versions}});
}

Result<Reply> list_node_types(const Call&, Context&) {
  Json list = Json::array();
  for (const auto& type : all_node_types()) list.push_back(node_type_info(type));
  return ok({{"node_types", list}});
}

Result<Reply> list_zones(const Call&, Context&) {
  const auto zones = zone_list();
  return ok({{"zones", zones.zones}, {"default_zone", zones.default_zone}});
}

}  // namespace dbc::emulator
