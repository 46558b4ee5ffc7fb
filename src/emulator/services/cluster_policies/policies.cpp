#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/cluster_policies/handlers.hpp"
#include "emulator/services/cluster_policies/policy_families.hpp"
#include "emulator/services/cluster_policies/policy_spec.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

Result<void> require_policy_admin(const Call& call) {
  if (call.principal().is_admin) return {};
  return api_error(ErrorCode::permission_denied, "Only admins can create, edit and delete cluster policies");
}

Result<ClusterPolicy> get_policy(PolicyRepository& policies, const Json& input) {
  DBC_TRY(const auto id, Fields(input).required_text("policy_id"));
  DBC_TRY(auto found, policies.find(id));
  if (!found) return api_error(ErrorCode::resource_does_not_exist, missing_policy_message(id));
  return std::move(*found);
}

ObjectRef object_of(const ClusterPolicy& policy) { return {"cluster-policies", policy.id}; }

Result<void> require_free_name(PolicyRepository& policies, const ClusterPolicy& policy) {
  DBC_TRY(const auto twin, policies.find_by_name(policy.name));
  if (!twin || twin->id == policy.id) return {};
  return invalid_parameter("Policy name '" + policy.name + "' already exists");
}

/// A limit that is written here and holds nobody back is better told at once.
Reply with_warning(Reply reply, const ClusterPolicy& policy) {
  const auto definition = effective_definition(policy);
  if (definition && definition->find("\"dbus_per_hour\"") != std::string::npos)
    reply.headers.emplace_back("Warning",
                               "299 dbc \"dbus_per_hour: stored, but this workspace does not know what clusters "
                               "cost and limits nothing by it\"");
  return reply;
}

Result<Reply> store(Transaction& transaction, const ClusterPolicy& policy, const Json& reply) {
  PolicyRepository policies(transaction);
  DBC_CHECK(require_free_name(policies, policy));
  DBC_CHECK(policies.save(policy));
  DBC_CHECK(transaction.commit());
  return with_warning(ok(reply), policy);
}

Result<Reply> create_policy(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_CHECK(require_policy_admin(call));
  DBC_TRY(auto policy, read_policy(input));
  if (!policy.definition && !policy.family_id) policy.definition = "{}";
  policy.id = to_upper(context.store.ids().hex(8));
  policy.creator = call.principal().user_name;
  policy.created_at = context.clock.now();
  DBC_TRY(auto transaction, context.store.begin_write());
  return store(transaction, policy, {{"policy_id", policy.id}});
}

/// An edit replaces everything that a client says of a policy.
Result<Reply> edit_policy(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_CHECK(require_policy_admin(call));
  DBC_TRY(auto transaction, context.store.begin_write());
  PolicyRepository policies(transaction);
  DBC_TRY(const auto before, get_policy(policies, input));
  DBC_TRY(auto policy, read_policy(input));
  if (!policy.definition && !policy.family_id) policy.definition = "{}";
  if (before.is_default() && policy.family_id != before.family_id)
    return invalid_parameter("The policy family of a default policy cannot be changed");
  policy.id = before.id;
  policy.creator = before.creator;
  policy.created_at = before.created_at;
  return store(transaction, policy, Json::object());
}

/// Its clusters run on, and cannot be edited as long as they name it.
Result<Reply> delete_policy(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_CHECK(require_policy_admin(call));
  DBC_TRY(auto transaction, context.store.begin_write());
  PolicyRepository policies(transaction);
  DBC_TRY(const auto policy, get_policy(policies, input));
  if (policy.is_default()) return invalid_parameter("The default policy " + policy.name + " cannot be deleted");
  DBC_CHECK(policies.remove(policy.id));
  DBC_CHECK(forget_grants(transaction, object_of(policy)));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> get_policy_info(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  PolicyRepository policies(transaction);
  DBC_TRY(const auto policy, get_policy(policies, input));
  DBC_CHECK(require(context, transaction, call.principal(), object_of(policy), level::can_use));
  DBC_TRY(const Json info, policy_info(policy));
  return ok(info);
}

Result<void> sort(std::vector<ClusterPolicy>& policies, const Json& input) {
  DBC_TRY(const auto column, Fields(input).text("sort_column"));
  DBC_TRY(const auto order, Fields(input).text("sort_order"));
  if (column && *column != "POLICY_CREATION_TIME" && *column != "POLICY_NAME")
    return wrong_type("ListSortColumn", "sort_column");
  if (order && *order != "ASC" && *order != "DESC") return wrong_type("ListSortOrder", "sort_order");
  if (column == "POLICY_NAME")
    std::ranges::stable_sort(policies, {}, &ClusterPolicy::name);
  else
    std::ranges::stable_sort(policies, {}, &ClusterPolicy::created_at);
  if (order != "ASC") std::ranges::reverse(policies);
  return {};
}

Result<Reply> list_policies(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(auto policies, PolicyRepository(transaction).all());
  DBC_CHECK(sort(policies, input));
  Json list = Json::array();
  for (const auto& policy : policies) {
    DBC_TRY(const bool is_visible, may(context, transaction, call.principal(), object_of(policy), level::can_use));
    if (!is_visible) continue;
    DBC_TRY(list.emplace_back(), policy_info(policy));
  }
  const std::size_t count = list.size();
  return ok({{"policies", std::move(list)}, {"total_count", count}});
}

constexpr std::array<std::string_view, 2> k_prefixes{"/api/2.0/policies/clusters", "/api/2.1/policies/clusters"};

constexpr std::array k_routes{
    Route{"POST", "/create", create_policy},
    Route{"POST", "/edit", edit_policy},
    Route{"POST", "/delete", delete_policy},
    Route{"GET", "/get", get_policy_info},
    Route{"GET", "/list", list_policies},
    Route{"GET", "/get-compliance", get_compliance},
    Route{"GET", "/list-compliance", list_compliance},
};

}  // namespace

Result<ObjectFacts> find_policy_object(Transaction& transaction, Context&, const std::string& id) {
  PolicyRepository policies(transaction);
  DBC_TRY(const auto policy, get_policy(policies, {{"policy_id", id}}));
  const bool is_for_all = policy.is_default() && policy.family_id == "personal-vm";
  return ObjectFacts{.creator = policy.creator.value_or(""),
                     .level_of_everyone = is_for_all ? level::can_use : std::string_view{}};
}

constinit const RouteGroup k_cluster_policies_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
