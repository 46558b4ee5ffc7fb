#include "emulator/services/clusters/cluster_repository.hpp"

#include "emulator/http/reply.hpp"
#include "emulator/store/stored_json.hpp"

namespace dbc::emulator {
namespace {

/// Keep in step with `read_row` and the parameters in `save`.
#define DBC_CLUSTER_COLUMNS                                                                                       \
  "cluster_id, name, creator, source, idempotency_token, spec, attributes, state, state_message, transition_at, " \
  "shutdown_duration, created_at, restarted_at, state_lost_at, active_at, terminated_at, termination_reason, "    \
  "workers, target_workers, autotermination_minutes, driver_cores, driver_memory_mb, worker_cores, "              \
  "worker_memory_mb, pinned_at, unpinned_at, spark_context_id"

constexpr std::string_view k_find = "SELECT " DBC_CLUSTER_COLUMNS " FROM clusters WHERE cluster_id = ?";
constexpr std::string_view k_all_since = "SELECT " DBC_CLUSTER_COLUMNS
                                         " FROM clusters WHERE state <> 'TERMINATED' OR pinned_at IS NOT NULL"
                                         " OR max(terminated_at, coalesce(unpinned_at, 0)) >= ?";
constexpr std::string_view k_with_token = "SELECT " DBC_CLUSTER_COLUMNS " FROM clusters WHERE idempotency_token = ?";
constexpr std::string_view k_save = "INSERT INTO clusters (" DBC_CLUSTER_COLUMNS
                                    ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
                                    " ON CONFLICT (cluster_id) DO UPDATE SET"
                                    " name = excluded.name, creator = excluded.creator, spec = excluded.spec,"
                                    " attributes = excluded.attributes, state = excluded.state,"
                                    " state_message = excluded.state_message, transition_at = excluded.transition_at,"
                                    " shutdown_duration = excluded.shutdown_duration,"
                                    " restarted_at = excluded.restarted_at, state_lost_at = excluded.state_lost_at,"
                                    " active_at = excluded.active_at, terminated_at = excluded.terminated_at,"
                                    " termination_reason = excluded.termination_reason, workers = excluded.workers,"
                                    " target_workers = excluded.target_workers,"
                                    " autotermination_minutes = excluded.autotermination_minutes,"
                                    " driver_cores = excluded.driver_cores,"
                                    " driver_memory_mb = excluded.driver_memory_mb,"
                                    " worker_cores = excluded.worker_cores,"
                                    " worker_memory_mb = excluded.worker_memory_mb,"
                                    " pinned_at = excluded.pinned_at, unpinned_at = excluded.unpinned_at,"
                                    " spark_context_id = excluded.spark_context_id";
#undef DBC_CLUSTER_COLUMNS

std::optional<std::int64_t> millis(const std::optional<TimePoint>& time) {
  return time ? std::optional(to_epoch_millis(*time)) : std::nullopt;
}

std::optional<TimePoint> time_at(const Statement& row, int column) {
  const auto value = row.optional_integer(column);
  return value ? std::optional(from_epoch_millis(*value)) : std::nullopt;
}

Cluster read_row(const Statement& row) {
  return Cluster{.id = row.text(0),
                 .name = row.text(1),
                 .creator = row.text(2),
                 .source = row.text(3),
                 .idempotency_token = row.optional_text(4),
                 .spec = row.text(5),
                 .attributes = row.text(6),
                 .state = cluster_state_of(row.text(7)),
                 .state_message = row.text(8),
                 .transition_at = time_at(row, 9),
                 .shutdown_duration = std::chrono::milliseconds{row.integer(10)},
                 .created_at = from_epoch_millis(row.integer(11)),
                 .restarted_at = time_at(row, 12),
                 .state_lost_at = time_at(row, 13),
                 .active_at = time_at(row, 14),
                 .terminated_at = time_at(row, 15),
                 .termination_reason = row.text(16),
                 .workers = row.integer(17),
                 .target_workers = row.integer(18),
                 .autotermination = std::chrono::minutes{row.integer(19)},
                 .driver = {.cores = row.integer(20), .memory_mb = row.integer(21)},
                 .worker = {.cores = row.integer(22), .memory_mb = row.integer(23)},
                 .pinned_at = time_at(row, 24),
                 .unpinned_at = time_at(row, 25),
                 .spark_context_id = row.integer(26)};
}

Result<std::vector<Cluster>> read_all(Statement& statement) {
  std::vector<Cluster> clusters;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return clusters;
    clusters.push_back(read_row(statement));
  }
}

void bind_row(Statement& statement, const Cluster& c) {
  const auto reason = c.termination_reason.empty() ? std::nullopt : std::optional(c.termination_reason);
  statement.bind(c.id, c.name, c.creator, c.source, c.idempotency_token, c.spec, c.attributes, name_of(c.state),
                 c.state_message, millis(c.transition_at), std::int64_t{c.shutdown_duration.count()},
                 to_epoch_millis(c.created_at), millis(c.restarted_at), millis(c.state_lost_at), millis(c.active_at),
                 millis(c.terminated_at), reason, c.workers, c.target_workers, std::int64_t{c.autotermination.count()},
                 c.driver.cores, c.driver.memory_mb, c.worker.cores, c.worker.memory_mb, millis(c.pinned_at),
                 millis(c.unpinned_at), c.spark_context_id);
}

}  // namespace

Result<std::optional<Cluster>> ClusterRepository::find(std::string_view id) {
  DBC_TRY(auto statement, transaction_.prepare(k_find));
  DBC_TRY(const auto rows, read_all(statement.bind(id)));
  return rows.empty() ? std::optional<Cluster>{} : std::optional(rows.front());
}

Result<std::vector<Cluster>> ClusterRepository::all_since(TimePoint horizon) {
  DBC_TRY(auto statement, transaction_.prepare(k_all_since));
  return read_all(statement.bind(to_epoch_millis(horizon)));
}

Result<std::vector<Cluster>> ClusterRepository::with_token(std::string_view idempotency_token) {
  DBC_TRY(auto statement, transaction_.prepare(k_with_token));
  return read_all(statement.bind(idempotency_token));
}

Result<std::int64_t> ClusterRepository::count_pinned() {
  DBC_TRY(auto statement, transaction_.prepare("SELECT count(*) FROM clusters WHERE pinned_at IS NOT NULL"));
  DBC_CHECK(statement.step());
  return statement.integer(0);
}

Result<void> ClusterRepository::save(const Cluster& cluster, const ClusterEvents& events) {
  {
    DBC_TRY(auto statement, transaction_.prepare(k_save));
    bind_row(statement, cluster);
    DBC_CHECK(statement.run());
  }
  for (const auto& event : events) DBC_CHECK(add_event(cluster.id, event));
  return {};
}

Result<void> ClusterRepository::remove(std::string_view id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM clusters WHERE cluster_id = ?"));
  return statement.bind(id).run();
}

Result<void> ClusterRepository::add_event(std::string_view id, const ClusterEvent& event) {
  DBC_TRY(
      auto statement,
      transaction_.prepare("INSERT INTO cluster_events (cluster_id, happened_at, type, details) VALUES (?, ?, ?, ?)"));
  return statement.bind(id, to_epoch_millis(event.at), event.type, json_text(event.details)).run();
}

Result<ClusterEvents> ClusterRepository::events(std::string_view id, const EventRange& range) {
  ClusterEvents events;
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT happened_at, type, details FROM cluster_events WHERE cluster_id = ?"
                               " AND happened_at BETWEEN ? AND ? ORDER BY happened_at, event_id"));
  statement.bind(id, millis(range.from).value_or(0), millis(range.to).value_or(INT64_MAX));
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return events;
    DBC_TRY(auto details, parse_stored(statement.text(2)));
    events.push_back({from_epoch_millis(statement.integer(0)), statement.text(1), std::move(details)});
  }
}

}  // namespace dbc::emulator
