#include "emulator/services/libraries/library_status.hpp"

#include <algorithm>
#include <charconv>

#include "emulator/services/libraries/library_spec.hpp"
#include "emulator/store/stored_json.hpp"

namespace dbc::emulator {
namespace {

/// 15 of 15.4.x-scala2.12; 0 for what does not begin with a number.
int major_version_of(const Cluster& cluster) {
  const std::string key = string_or(stored_object(cluster.attributes), "spark_version", "");
  int major = 0;
  std::from_chars(key.data(), key.data() + key.size(), major);
  return major;
}

/// Why the runtime cannot take the library; empty where it can.
std::string_view unsupported_reason(const std::string& kind, const Cluster& cluster) {
  constexpr int k_last_with_eggs = 13;
  constexpr int k_first_with_requirements = 15;
  if (kind == "egg" && major_version_of(cluster) > k_last_with_eggs)
    return "Egg libraries are not supported by Databricks Runtime 14.0 and above";
  if (kind == "requirements" && major_version_of(cluster) < k_first_with_requirements)
    return "Requirements files are not supported below Databricks Runtime 15.0";
  return {};
}

std::string_view reason_for_skipping(const ClusterLibrary& library, const Cluster& cluster) {
  return unsupported_reason(kind_of_library(stored_object(library.library)), cluster);
}

Json status_entry(const ClusterLibrary& library, const Cluster& cluster, const LibraryTimings& timings, TimePoint now) {
  const auto status = status_of(library, cluster, timings, now);
  Json entry{{"library", stored_object(library.library)}, {"status", status}};
  if (status == "SKIPPED") entry["messages"] = Json::array({reason_for_skipping(library, cluster)});
  if (status == "FAILED") entry["messages"] = Json::array({*library.failure});
  entry["is_library_for_all_clusters"] = false;
  return entry;
}

}  // namespace

bool has_driver(const Cluster& cluster) {
  return cluster.state == ClusterState::running || cluster.state == ClusterState::resizing;
}

bool is_gone(const ClusterLibrary& library, const Cluster& cluster) {
  if (!library.removed_at) return false;
  return !has_driver(cluster) || cluster.restarted_at.value_or(cluster.created_at) > *library.removed_at;
}

std::string_view status_of(const ClusterLibrary& library, const Cluster& cluster, const LibraryTimings& timings,
                           TimePoint now) {
  if (library.removed_at) return "UNINSTALL_ON_RESTART";
  if (library.failure) return "FAILED";
  if (!has_driver(cluster)) return "PENDING";
  const TimePoint resolving = std::max(library.requested_at, cluster.restarted_at.value_or(now)) + timings.pending;
  if (now < resolving) return "PENDING";
  if (!reason_for_skipping(library, cluster).empty()) return "SKIPPED";
  if (now < resolving + timings.resolving) return "RESOLVING";
  return now < resolving + timings.resolving + timings.installing ? "INSTALLING" : "INSTALLED";
}

Json library_statuses(const std::vector<ClusterLibrary>& libraries, const Cluster& cluster,
                      const LibraryTimings& timings, TimePoint now) {
  Json statuses = Json::array();
  for (const bool is_removed : {false, true})
    for (const auto& library : libraries)
      if (library.removed_at.has_value() == is_removed && !is_gone(library, cluster))
        statuses.push_back(status_entry(library, cluster, timings, now));
  return statuses;
}

}  // namespace dbc::emulator
