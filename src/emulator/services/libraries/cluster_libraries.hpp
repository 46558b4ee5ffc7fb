#pragma once

#include <string>
#include <vector>

#include "emulator/services/clusters/cluster.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

// What other services do with the libraries of a cluster. The cluster must be settled and stored.

/// Wants these libraries (texts of `read_libraries`) on the cluster. One that is there already stays as it is.
[[nodiscard]] Result<void> install_libraries(Transaction& transaction, const Cluster& cluster,
                                             const std::vector<std::string>& libraries, TimePoint now);

/// Wants them no more: a cluster with a driver keeps them until its next start, another loses them at once. What is
/// not there is passed over.
[[nodiscard]] Result<void> uninstall_libraries(Transaction& transaction, const Cluster& cluster,
                                               const std::vector<std::string>& libraries, TimePoint now);

/// The libraries that `from` is to have, for `to` as well.
[[nodiscard]] Result<void> copy_libraries(Transaction& transaction, const Cluster& from, const Cluster& to,
                                          TimePoint now);

}  // namespace dbc::emulator
