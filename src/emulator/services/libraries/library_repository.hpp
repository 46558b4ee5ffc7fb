#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/clock.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// A library that somebody wants on a cluster, or wanted.
struct ClusterLibrary {
  std::string cluster_id = {};
  std::string library = {};  ///< JSON text, as `read_libraries` made it
  TimePoint requested_at = {};
  std::optional<TimePoint> removed_at = {};
  std::optional<std::string> failure = {};  ///< why the last attempt to install it failed
};

/// The libraries of clusters in the database, always in the order added.
class LibraryRepository {
 public:
  explicit LibraryRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::vector<ClusterLibrary>> all();
  [[nodiscard]] Result<std::vector<ClusterLibrary>> of_cluster(std::string_view cluster_id);
  [[nodiscard]] Result<void> add(const ClusterLibrary& library);
  [[nodiscard]] Result<void> set_removed_at(const ClusterLibrary& library, std::optional<TimePoint> removed_at);
  [[nodiscard]] Result<void> set_failure(std::string_view cluster_id, std::string_view library,
                                         std::string_view message);
  [[nodiscard]] Result<void> clear_failures(std::string_view cluster_id);
  [[nodiscard]] Result<void> erase(const ClusterLibrary& library);

 private:
  Transaction& transaction_;
};

}  // namespace dbc::emulator
