#pragma once

#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/services/clusters/cluster.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/services/libraries/library_repository.hpp"

namespace dbc::emulator {

/// True where a library was removed from the cluster and the cluster has had another driver, or none, since then.
[[nodiscard]] bool is_gone(const ClusterLibrary& library, const Cluster& cluster);

/// True where the cluster has a driver, on which libraries are.
[[nodiscard]] bool has_driver(const Cluster& cluster);

/// How far a library of a settled cluster has come by `now`, as PENDING, INSTALLED, ... Pure: from the facts and the
/// clock alone. Installing begins when the library was asked for, or with the driver where that is later.
[[nodiscard]] std::string_view status_of(const ClusterLibrary& library, const Cluster& cluster,
                                         const LibraryTimings& timings, TimePoint now);

/// The `library_statuses` of a settled cluster: what is to be there in the order added, then what is to go. Empty
/// where the cluster has no libraries.
[[nodiscard]] Json library_statuses(const std::vector<ClusterLibrary>& libraries, const Cluster& cluster,
                                    const LibraryTimings& timings, TimePoint now);

}  // namespace dbc::emulator
