#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/idempotency_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/clusters/handlers.hpp"

namespace dbc::emulator {
namespace {

/// The active cluster that an earlier request with this token made. A terminated one does not count.
Result<std::optional<std::string>> find_twin(ClusterRepository& clusters, const std::optional<std::string>& token,
                                             TimePoint now) {
  if (!token) return std::optional<std::string>{};
  DBC_TRY(auto candidates, clusters.with_token(*token));
  for (auto& candidate : candidates) {
    (void)settle(candidate, now);
    if (is_active(candidate)) return std::optional(candidate.id);
  }
  return std::optional<std::string>{};
}

/// `clone_from` takes over a cluster's libraries, so that the cluster must exist.
Result<void> check_source(ClusterRepository& clusters, const Json& input, TimePoint now) {
  DBC_TRY(const Json* clone_from, Fields(input).object("clone_from"));
  if (clone_from == nullptr) return {};
  const auto id = Fields(*clone_from).required_text("source_cluster_id");
  if (!id) return missing_field("clone_from.source_cluster_id");
  DBC_CHECK(get_cluster(clusters, *id, now));
  return {};
}

Cluster new_cluster(const Json& spec, const ResolvedSpec& resolved, const ClusterTimings& timings, TimePoint now) {
  Cluster cluster{.id = make_cluster_id(now),
                  .name = string_or(spec, "cluster_name", ""),
                  .spec = json_text(spec),
                  .attributes = json_text(resolved.attributes),
                  .created_at = now,
                  .target_workers = resolved.workers,
                  .autotermination = std::chrono::minutes{resolved.autotermination_minutes},
                  .driver = resolved.driver,
                  .worker = resolved.worker,
                  .spark_context_id = make_spark_context_id()};
  begin_start(cluster, timings, now);
  return cluster;
}

ClusterEvent creation(const Json& attributes, std::string_view user, TimePoint now) {
  return {now, "CREATING", {{"cluster_size", size_of_spec(attributes)}, {"attributes", attributes}, {"user", user}}};
}

}  // namespace

Result<Reply> create_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto token, read_idempotency_token(Fields(input)));
  DBC_TRY(const Json spec, read_spec(input));
  const std::string& user = call.principal().user_name;
  DBC_TRY(const auto resolved, resolve_spec(spec, user));
  DBC_TRY(const auto timings, cluster_timings());
  DBC_TRY(auto transaction, context.store.begin_write());
  const TimePoint now = context.clock.now();
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto twin, find_twin(clusters, token, now));
  if (twin) return ok({{"cluster_id", *twin}});
  DBC_CHECK(check_source(clusters, input, now));
  Cluster cluster = new_cluster(spec, resolved, timings, now);
  cluster.creator = user;
  cluster.idempotency_token = token;
  DBC_CHECK(clusters.save(cluster, {creation(resolved.attributes, user, now)}));
  DBC_CHECK(transaction.commit());
  return ok({{"cluster_id", cluster.id}});
}

}  // namespace dbc::emulator
