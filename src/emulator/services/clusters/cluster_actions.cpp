#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/cluster_policies/cluster_policy_use.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_id.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_settings.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"
#include "emulator/services/clusters/handlers.hpp"
#include "emulator/services/clusters/start_conditions.hpp"
#include "emulator/services/instance_pools/cluster_pools.hpp"
#include "emulator/services/permissions/object_kind.hpp"

namespace dbc::emulator {
namespace {

constexpr std::int64_t k_max_pinned = 100;

Result<void> require_admin(const Call& call, std::string_view permission, const Cluster& cluster) {
  if (call.principal().is_admin) return {};
  return api_error(ErrorCode::permission_denied, call.principal().user_name + " does not have " +
                                                     std::string(permission) + " permissions on cluster " + cluster.id);
}

Result<Reply> finish(ClusterChange& change) {
  DBC_CHECK(change.commit());
  return ok();
}

Json with(Json details, const Json& more) {
  details.update(more);
  return details;
}

/// Puts the new size into a spec, in place of the old one.
Result<Json> resized(const std::string& text, const Json& size) {
  DBC_TRY(Json spec, parse_json(text));
  spec.erase("num_workers");
  spec.erase("autoscale");
  spec.update(size_of_spec(size));
  return spec;
}

/// Refuses a size that the policy forbids, or for which a pool would have to give what it has not.
Result<void> check_resize(ClusterChange& change, const Json& spec, const Json& attributes, std::int64_t workers) {
  DBC_CHECK(apply_policy(change.transaction(), spec, change.cluster().source));
  if (workers > change.cluster().workers) DBC_CHECK(require_pools(change.transaction(), attributes));
  return {};
}

}  // namespace

Result<Reply> start_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_restart));
  DBC_CHECK(require_all_purpose(change.cluster(), "start"));
  DBC_CHECK(require_state(change.cluster(), {ClusterState::terminated}));
  const auto timings = cluster_timings();
  DBC_TRY(const Json attributes, parse_json(change.cluster().attributes));
  DBC_CHECK(require_pools(change.transaction(), attributes));
  DBC_CHECK(require_policy_room(change.transaction(), change.cluster(), change.now()));
  begin_start(change.cluster(), timings, change.now());
  DBC_CHECK(doom_impossible_start(change.transaction(), context, change.cluster(), change.now()));
  change.cluster().spark_context_id = make_spark_context_id(change.transaction().ids());
  change.add_event("STARTING", {{"cluster_size", size_of_spec(attributes)}, {"user", call.principal().user_name}});
  DBC_CHECK(install_policy_libraries(change.transaction(), change.cluster(), change.now()));
  return finish(change);
}

Result<Reply> restart_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_restart));
  DBC_CHECK(require_all_purpose(change.cluster(), "restart"));
  DBC_CHECK(require_state(change.cluster(), {ClusterState::running}));
  const auto timings = cluster_timings();
  begin_restart(change.cluster(), timings, change.now());
  change.cluster().spark_context_id = make_spark_context_id(change.transaction().ids());
  change.add_event("RESTARTING", {{"user", call.principal().user_name}});
  DBC_CHECK(install_policy_libraries(change.transaction(), change.cluster(), change.now()));
  return finish(change);
}

Result<Reply> resize_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_manage));
  Cluster& cluster = change.cluster();
  DBC_TRY(const Json size, read_spec(input));
  DBC_TRY(const std::int64_t workers, workers_of(size));
  DBC_CHECK(require_all_purpose(cluster, "resize"));
  DBC_CHECK(require_state(cluster, {ClusterState::running}));
  const auto timings = cluster_timings();
  DBC_TRY(const Json spec, resized(cluster.spec, size));
  DBC_TRY(const Json attributes, resized(cluster.attributes, size));
  DBC_CHECK(check_resize(change, spec, attributes, workers));
  cluster.spec = json_text(spec);
  cluster.attributes = json_text(attributes);
  DBC_TRY(const auto grant, grant_workers(change.transaction(), cluster, workers, change.now()));
  begin_resize(cluster, grant.workers, timings, change.now());
  const Json counts{{"current_num_workers", cluster.workers}, {"target_num_workers", workers}};
  change.add_event("RESIZING", with(counts, {{"cause", "USER_REQUEST"}, {"user", call.principal().user_name}}));
  if (grant.refusal) change.add_event("ADD_NODES_FAILED", with(counts, {{"reason", *grant.refusal}}));
  return finish(change);
}

Result<Reply> delete_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_restart));
  if (!is_active(change.cluster())) return ok();
  const Json reason = termination_reason("USER_REQUEST", "SUCCESS", {{"username", call.principal().user_name}});
  begin_termination(change.cluster(), reason, "Terminated by user", change.now());
  change.add_event("TERMINATING", {{"reason", reason}});
  return finish(change);
}

Result<Reply> permanently_delete_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(change.require(call, context, level::can_manage));
  if (change.cluster().pinned_at)
    return api_error(ErrorCode::invalid_state,
                     "Cluster " + change.cluster().id + " is pinned and cannot be deleted, unpin the cluster first");
  DBC_CHECK(change.commit_removal());
  return ok();
}

Result<Reply> pin_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(require_admin(call, "pin", change.cluster()));
  if (change.cluster().pinned_at) return ok();
  DBC_TRY(const auto pinned, change.repository().count_pinned());
  if (pinned >= k_max_pinned)
    return api_error(ErrorCode::invalid_state,
                     "At most " + std::to_string(k_max_pinned) + " clusters can be pinned in a workspace");
  change.cluster().pinned_at = change.now();
  change.cluster().unpinned_at.reset();
  change.add_event("PINNED", {{"user", call.principal().user_name}});
  return finish(change);
}

Result<Reply> unpin_cluster(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_CHECK(require_admin(call, "unpin", change.cluster()));
  if (!change.cluster().pinned_at) return ok();
  change.cluster().pinned_at.reset();
  change.cluster().unpinned_at = change.now();
  change.add_event("UNPINNED", {{"user", call.principal().user_name}});
  return finish(change);
}

Result<Reply> change_cluster_owner(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto change, ClusterChange::begin(input, context));
  DBC_TRY(const auto owner, Fields(input).required_text("owner_username"));
  DBC_CHECK(require_admin(call, "change-owner", change.cluster()));
  DBC_CHECK(require_state(change.cluster(), {ClusterState::terminated}));
  DBC_TRY(const auto principal, PrincipalRepository(change.transaction()).find_creator(owner));
  if (!principal)
    return api_error(ErrorCode::resource_does_not_exist, "Principal: UserName(" + owner + ") does not exist");
  change.cluster().creator = principal->name;
  return finish(change);
}

}  // namespace dbc::emulator
