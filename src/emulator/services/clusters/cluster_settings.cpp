#include "emulator/services/clusters/cluster_settings.hpp"

#include <algorithm>

#include "dbc_embedded/cluster_tables.hpp"
#include "dbc_embedded/settings.hpp"

namespace dbc::emulator {

using std::chrono::milliseconds;

const NodeType* find_node_type(std::string_view id) {
  const auto found = std::ranges::find(shipped::node_types, id, &NodeType::id);
  return found == std::end(shipped::node_types) ? nullptr : found;
}

bool is_known_runtime(std::string_view key) {
  return std::ranges::find(shipped::runtimes, key, &Runtime::key) != std::end(shipped::runtimes);
}

std::span<const NodeType> all_node_types() { return shipped::node_types; }

std::span<const Runtime> all_runtimes() { return shipped::runtimes; }

ClusterTimings cluster_timings() {
  return {.start = milliseconds{shipped::clusters_start_ms},
          .restart = milliseconds{shipped::clusters_restart_ms},
          .resize = milliseconds{shipped::clusters_resize_ms},
          .shutdown = milliseconds{shipped::clusters_shutdown_ms}};
}

LibraryTimings library_timings() {
  return {.pending = milliseconds{shipped::libraries_pending_ms},
          .resolving = milliseconds{shipped::libraries_resolving_ms},
          .installing = milliseconds{shipped::libraries_installing_ms}};
}

ZoneList zone_list() { return {.zones = shipped::clusters_zones, .default_zone = shipped::clusters_default_zone}; }

}  // namespace dbc::emulator
