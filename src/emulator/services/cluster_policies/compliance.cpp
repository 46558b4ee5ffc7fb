#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/cluster_policies/cluster_policy_use.hpp"
#include "emulator/services/cluster_policies/handlers.hpp"
#include "emulator/services/cluster_policies/policy.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_default_page = 20;
constexpr std::size_t k_max_page = 100;

Result<Json> compliance_of(Transaction& transaction, const Cluster& cluster) {
  DBC_TRY(const auto violations, policy_violations(transaction, cluster));
  Json compliance{{"is_compliant", violations.empty()}};
  for (const auto& violation : violations) compliance["violations"][violation.path] = violation.message;
  return compliance;
}

Result<Page> read_page(const Json& input, std::string_view policy_id) {
  DBC_TRY(const auto size, Fields(input).integer("page_size"));
  DBC_TRY(const auto token, Fields(input).text("page_token"));
  if (size && *size < 0) return invalid_parameter("page_size must not be negative");
  Page page{.size = k_default_page};
  if (size && *size > 0) page.size = std::min(k_max_page, static_cast<std::size_t>(*size));
  if (!token || token->empty()) return page;
  DBC_TRY(page.offset, read_page_token(*token, policy_id));
  return page;
}

/// Those of the policy that the sender may see.
Result<std::vector<Cluster>> clusters_of(const Call& call, Context& context, Transaction& transaction,
                                         const std::string& policy_id) {
  const TimePoint now = context.clock.now();
  DBC_TRY(auto clusters, ClusterRepository(transaction).all_since(now - k_cluster_retention));
  std::erase_if(clusters, [&](Cluster& cluster) {
    (void)settle(cluster, now);
    const auto attributes = parse_json(cluster.attributes);
    return is_expired(cluster, now) || !attributes || string_or(*attributes, "policy_id", "") != policy_id;
  });
  std::vector<Cluster> visible;
  for (auto& cluster : clusters) {
    DBC_TRY(const bool is_visible,
            may(context, transaction, call.principal(), {"clusters", cluster.id}, level::can_attach_to));
    if (is_visible) visible.push_back(std::move(cluster));
  }
  std::ranges::sort(visible, {}, &Cluster::id);
  return visible;
}

}  // namespace

Result<Reply> get_compliance(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, Fields(input).required_text("cluster_id"));
  DBC_TRY(auto transaction, context.store.begin_read());
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto settled, get_cluster(clusters, id, context.clock.now()));
  DBC_CHECK(require(context, transaction, call.principal(), {"clusters", id}, level::can_attach_to));
  DBC_TRY(const Json compliance, compliance_of(transaction, settled.cluster));
  return ok(compliance);
}

Result<Reply> list_compliance(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto policy_id, Fields(input).required_text("policy_id"));
  DBC_TRY(const Page page, read_page(input, policy_id));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto policy, PolicyRepository(transaction).find(policy_id));
  if (!policy) return api_error(ErrorCode::resource_does_not_exist, missing_policy_message(policy_id));
  DBC_CHECK(require(context, transaction, call.principal(), {"cluster-policies", policy_id}, level::can_use));
  DBC_TRY(const auto clusters, clusters_of(call, context, transaction, policy_id));
  Json body = Json::object();
  for (std::size_t i = page.offset; i < clusters.size() && i < page.offset + page.size; ++i) {
    DBC_TRY(Json entry, compliance_of(transaction, clusters[i]));
    entry["cluster_id"] = clusters[i].id;
    body["clusters"].push_back(std::move(entry));
  }
  add_page_tokens(body, page, clusters.size(), policy_id);
  return ok(body);
}

}  // namespace dbc::emulator
