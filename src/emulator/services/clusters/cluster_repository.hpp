#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/clusters/cluster.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Which of a cluster's stored events to read; both ends belong to the range.
struct EventRange {
  std::optional<TimePoint> from = {};
  std::optional<TimePoint> to = {};
};

/// Clusters and their events in the database, as they were stored: callers settle them.
class ClusterRepository {
 public:
  explicit ClusterRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::optional<Cluster>> find(std::string_view id);
  /// All but those that were stored as TERMINATED, not pinned, and terminated and unpinned before `horizon`.
  [[nodiscard]] Result<std::vector<Cluster>> all_since(TimePoint horizon);
  [[nodiscard]] Result<std::vector<Cluster>> with_token(std::string_view idempotency_token);
  [[nodiscard]] Result<std::int64_t> count_pinned();

  /// Inserts or replaces, and adds the events.
  [[nodiscard]] Result<void> save(const Cluster& cluster, const ClusterEvents& events);
  [[nodiscard]] Result<void> remove(std::string_view id);  ///< with its events

  /// Oldest first.
  [[nodiscard]] Result<ClusterEvents> events(std::string_view id, const EventRange& range);

 private:
  [[nodiscard]] Result<void> add_event(std::string_view id, const ClusterEvent& event);
  Transaction& transaction_;
};

}  // namespace dbc::emulator
