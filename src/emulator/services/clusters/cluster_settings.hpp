#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"

namespace dbc::emulator {

/// A kind of machine, from conf/node_types.toml.
struct NodeType {
  std::string id;
  std::string cloud;  ///< azure, aws or gcp
  std::string category;
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
  std::string key;  ///< e.g. 15.4.x-scala2.12
  std::string name;
};

/// How long a library stays in each state on its way to INSTALLED.
struct LibraryTimings {
  std::chrono::milliseconds pending{0};
  std::chrono::milliseconds resolving{0};
  std::chrono::milliseconds installing{0};
};

struct ZoneList {
  std::vector<std::string> zones;
  std::string default_zone;
};

/// Looks one entry up without reading the rest of its file; nothing where it does not exist.
[[nodiscard]] Result<std::optional<NodeType>> find_node_type(std::string_view id);
[[nodiscard]] bool is_known_runtime(std::string_view key);

[[nodiscard]] Result<std::vector<NodeType>> all_node_types();
[[nodiscard]] Result<std::vector<Runtime>> all_runtimes();
[[nodiscard]] Result<ClusterTimings> cluster_timings();
[[nodiscard]] Result<LibraryTimings> library_timings();
[[nodiscard]] Result<ZoneList> zone_list();

}  // namespace dbc::emulator
