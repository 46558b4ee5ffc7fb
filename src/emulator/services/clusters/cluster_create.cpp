#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/idempotency_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/cluster_policies/cluster_policy_use.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_permissions.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/clusters/handlers.hpp"
#include "emulator/services/clusters/start_conditions.hpp"
#include "emulator/services/libraries/cluster_libraries.hpp"

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

/// The cluster whose libraries `clone_from` takes over.
Result<std::optional<Cluster>> find_source(ClusterRepository& clusters, const Json& input, TimePoint now) {
  DBC_TRY(const Json* clone_from, Fields(input).object("clone_from"));
  if (clone_from == nullptr) return std::optional<Cluster>{};
  const auto id = Fields(*clone_from).required_text("source_cluster_id");
  if (!id) return missing_field("clone_from.source_cluster_id");
  DBC_TRY(auto source, get_cluster(clusters, *id, now));
  return std::optional(std::move(source.cluster));
}

Cluster new_cluster(const Json& spec, const ResolvedSpec& resolved, const ClusterTimings& timings, IdSource& ids,
                    TimePoint now) {
  Cluster cluster{.id = make_cluster_id(ids, now),
                  .name = string_or(spec, "cluster_name", ""),
                  .spec = json_text(spec),
                  .attributes = json_text(resolved.attributes),
                  .created_at = now,
                  .target_workers = resolved.workers,
                  .autotermination = std::chrono::minutes{resolved.autotermination_minutes},
                  .driver = resolved.driver,
                  .worker = resolved.worker,
                  .spark_context_id = make_spark_context_id(ids)};
  begin_start(cluster, timings, now);
  return cluster;
}

ClusterEvent creation(Json attributes, std::string_view user, TimePoint now) {
  attributes.erase("default_tags");
  return {now, "CREATING", {{"cluster_size", size_of_spec(attributes)}, {"attributes", attributes}, {"user", user}}};
}

/// Begins the life of a new cluster, with the libraries of its policy and of the cluster that it is a copy of.
Result<void> store(Transaction& transaction, Context& context, Cluster& cluster, const Json& attributes,
                   const std::optional<Cluster>& source) {
  const TimePoint now = cluster.created_at;
  DBC_CHECK(require_policy_room(transaction, cluster, now));
  DBC_CHECK(doom_impossible_start(transaction, context, cluster, now));
  DBC_CHECK(ClusterRepository(transaction).save(cluster, {creation(attributes, cluster.creator, now)}));
  DBC_CHECK(install_policy_libraries(transaction, cluster, now));
  if (source) DBC_CHECK(copy_libraries(transaction, *source, cluster, now));
  return transaction.commit();
}

}  // namespace

Result<Reply> create_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto token, read_idempotency_token(Fields(input)));
  DBC_TRY(const Json spec, read_spec(input));
  const std::string& user = call.principal().user_name;
  const auto timings = cluster_timings();
  DBC_TRY(auto transaction, context.store.begin_write());
  const TimePoint now = context.clock.now();
  DBC_TRY(const auto resolved, resolve_spec(transaction, spec, {.user_name = user}));
  DBC_CHECK(require_to_create(call, context, transaction, spec));
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto twin, find_twin(clusters, token, now));
  if (twin) return ok({{"cluster_id", *twin}});
  DBC_TRY(const auto source, find_source(clusters, input, now));
  Cluster cluster = new_cluster(spec, resolved, timings, transaction.ids(), now);
  cluster.creator = user;
  cluster.idempotency_token = token;
  DBC_CHECK(store(transaction, context, cluster, resolved.attributes, source));
  return ok({{"cluster_id", cluster.id}});
}

}  // namespace dbc::emulator
