#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "emulator/services/clusters/cluster_lifecycle.hpp"

namespace dbc::emulator {

/// A kind of machine, from conf/node_types.toml.
struct NodeType {
  std::string_view id;
  std::string_view cloud;  ///< azure, aws or gcp
  std::string_view category;
  std::int64_t cores = 0;
  std::int64_t memory_mb = 0;
  std::int64_t gpus = 0;
  std::int64_t disks = 0;
  std::int64_t disk_gb = 0;  ///< of one disk
  std::int64_t nvme_disks = 0;
  std::int64_t nvme_disk_gb = 0;
  bool is_graviton = false;
  bool is_deprecated = false;
  bool is_photon_capable = false;
};

/// A runtime version, from conf/runtimes.toml.
struct Runtime {
  std::string_view key;  ///< e.g. 15.4.x-scala2.12
  std::string_view name;
};

/// How long a library stays in each state on its way to INSTALLED.
struct LibraryTimings {
  std::chrono::milliseconds pending{0};
  std::chrono::milliseconds resolving{0};
  std::chrono::milliseconds installing{0};
};

struct ZoneList {
  std::span<const std::string_view> zones;
  std::string_view default_zone;
};

// Settings are constants of the program: conf/build/settings_constants.cpp reads their files when it is built.

/// nullptr where there is no such type.
[[nodiscard]] const NodeType* find_node_type(std::string_view id);
[[nodiscard]] bool is_known_runtime(std::string_view key);

/// Deprecated ones last, smaller ones first.
[[nodiscard]] std::span<const NodeType> all_node_types();
/// Newest first.
[[nodiscard]] std::span<const Runtime> all_runtimes();
[[nodiscard]] ClusterTimings cluster_timings();
[[nodiscard]] LibraryTimings library_timings();
[[nodiscard]] ZoneList zone_list();

}  // namespace dbc::emulator
