#pragma once

#include <string>
#include <vector>

#include "emulator/services/runs/run.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The name that every cluster made for a run begins with.
[[nodiscard]] std::string job_cluster_name(const Run& run);

/// Terminates the clusters that were made for a run and are still there. Returns the ids of all that were made.
[[nodiscard]] Result<std::vector<std::string>> end_job_clusters(Transaction& transaction, const Run& run,
                                                                TimePoint now);

}  // namespace dbc::emulator
