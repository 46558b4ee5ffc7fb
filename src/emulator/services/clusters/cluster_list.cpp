#include <algorithm>
#include <array>
#include <tuple>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_view.hpp"
#include "emulator/services/clusters/handlers.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_default_page = 20;
constexpr std::size_t k_max_page = 100;
constexpr std::size_t k_max_old_job_clusters = 30;  // of version 2.0, which has no pages

constexpr std::array<std::string_view, 7> k_sources{"API", "JOB", "MODELS", "PIPELINE", "PIPELINE_MAINTENANCE",
                                                    "SQL", "UI"};

struct Filter {
  std::vector<std::string> sources;
  std::vector<std::string> states;
  std::optional<bool> is_pinned;
  std::optional<std::string> policy_id;
};

enum class SortField {
  usual,  ///< pinned first, then by state, then by name
  name,
};

struct Order {
  SortField field = SortField::usual;
  bool is_descending = false;
};

Result<Filter> read_filter(const Json& input) {
  DBC_TRY(const Json* object, Fields(input).object("filter_by"));
  Filter filter;
  if (object == nullptr) return filter;
  const Fields fields(*object);
  DBC_TRY(filter.sources, fields.texts("cluster_sources"));
  DBC_TRY(filter.states, fields.texts("cluster_states"));
  DBC_TRY(filter.is_pinned, fields.boolean("is_pinned"));
  DBC_TRY(filter.policy_id, fields.text("policy_id"));
  for (const auto& source : filter.sources)
    if (std::ranges::find(k_sources, source) == k_sources.end())
      return wrong_type("ClusterSource", "filter_by.cluster_sources");
  for (const auto& state : filter.states)
    if (!is_cluster_state_name(state) && state != "ERROR" && state != "UNKNOWN")
      return wrong_type("State", "filter_by.cluster_states");
  return filter;
}

Result<Order> read_order(const Json& input) {
  DBC_TRY(const Json* object, Fields(input).object("sort_by"));
  Order order;
  if (object == nullptr) return order;
  DBC_TRY(const auto field, Fields(*object).text("field"));
  DBC_TRY(const auto direction, Fields(*object).text("direction"));
  if (field && *field != "DEFAULT" && *field != "CLUSTER_NAME")
    return wrong_type("ListClustersSortByField", "sort_by.field");
  if (direction && *direction != "ASC" && *direction != "DESC")
    return wrong_type("ListClustersSortByDirection", "sort_by.direction");
  if (field == "CLUSTER_NAME") order.field = SortField::name;
  order.is_descending = direction == "DESC";
  return order;
}

bool contains(const std::vector<std::string>& values, std::string_view value) {
  return values.empty() || std::ranges::find(values, value) != values.end();
}

bool has_policy(const Cluster& cluster, std::string_view policy_id) {
  const auto attributes = parse_json(cluster.attributes);
  return attributes && string_or(*attributes, "policy_id", "") == policy_id;
}

bool passes(const Cluster& cluster, const Filter& filter) {
  return contains(filter.sources, cluster.source) && contains(filter.states, name_of(cluster.state)) &&
         (!filter.is_pinned || *filter.is_pinned == cluster.pinned_at.has_value()) &&
         (!filter.policy_id || has_policy(cluster, *filter.policy_id));
}

/// Running clusters first, terminated ones last.
int rank_of(ClusterState state) {
  switch (state) {
    case ClusterState::running:
      return 0;
    case ClusterState::resizing:
      return 1;
    case ClusterState::restarting:
      return 2;
    case ClusterState::pending:
      return 3;
    case ClusterState::terminating:
      return 4;
    case ClusterState::terminated:
      return 5;
  }
  return 6;
}

void sort(std::vector<Cluster>& clusters, const Order& order) {
  const auto usual = [](const Cluster& c) {
    return std::tuple(!c.pinned_at.has_value(), rank_of(c.state), std::string_view(c.name), std::string_view(c.id));
  };
  const auto by_name = [](const Cluster& c) { return std::tuple(std::string_view(c.name), std::string_view(c.id)); };
  if (order.field == SortField::name)
    std::ranges::sort(clusters, {}, by_name);
  else
    std::ranges::sort(clusters, {}, usual);
  if (order.is_descending) std::ranges::reverse(clusters);
}

/// Version 2.0 shows only the latest of the terminated job clusters.
void drop_old_job_clusters(std::vector<Cluster>& clusters) {
  const auto is_old = [](const Cluster& c) {
    return c.source == "JOB" && c.state == ClusterState::terminated && !c.pinned_at;
  };
  std::vector<TimePoint> ends;
  for (const auto& cluster : clusters)
    if (is_old(cluster)) ends.push_back(cluster.terminated_at.value_or(cluster.created_at));
  if (ends.size() <= k_max_old_job_clusters) return;
  std::ranges::sort(ends, std::greater{});
  const TimePoint horizon = ends[k_max_old_job_clusters - 1];
  std::erase_if(clusters,
                [&](const Cluster& c) { return is_old(c) && c.terminated_at.value_or(c.created_at) < horizon; });
}

/// Leaves out what the sender may not see.
Result<std::vector<Cluster>> visible(std::vector<Cluster> clusters, const Call& call, Context& context,
                                     Transaction& transaction) {
  std::vector<Cluster> kept;
  for (auto& cluster : clusters) {
    DBC_TRY(const bool is_visible,
            may(context, transaction, call.principal(), {"clusters", cluster.id}, level::can_attach_to));
    if (is_visible) kept.push_back(std::move(cluster));
  }
  return kept;
}

Result<std::vector<Cluster>> find_clusters(const Call& call, Context& context, const Filter& filter) {
  const TimePoint now = context.clock.now();
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(auto clusters, ClusterRepository(transaction).all_since(now - k_cluster_retention));
  for (auto& cluster : clusters) (void)settle(cluster, now);
  std::erase_if(clusters, [&](const Cluster& c) { return is_expired(c, now) || !passes(c, filter); });
  return visible(std::move(clusters), call, context, transaction);
}

Result<Page> read_page(const Json& input, std::string_view question) {
  const Fields fields(input);
  DBC_TRY(const auto size, fields.integer("page_size"));
  DBC_TRY(const auto token, fields.text("page_token"));
  if (size && *size < 0) return invalid_parameter("page_size must not be negative");
  Page page{.size = k_default_page};
  if (size && *size > 0) page.size = std::min(k_max_page, static_cast<std::size_t>(*size));
  if (!token || token->empty()) return page;
  DBC_TRY(page.offset, read_page_token(*token, question));
  return page;
}

Json infos(std::span<const Cluster> clusters) {
  Json list = Json::array();
  for (const auto& cluster : clusters) list.push_back(cluster_info(cluster));
  return list;
}

Result<Reply> reply_with_page(const std::vector<Cluster>& clusters, const Json& input) {
  const Fields fields(input);
  const auto part = [&](std::string_view name) { return fields.find(name) ? json_text(*fields.find(name)) : ""; };
  const std::string question = part("filter_by") + part("sort_by");
  DBC_TRY(const Page page, read_page(input, question));
  const std::size_t from = std::min(page.offset, clusters.size());
  const std::size_t count = std::min(page.size, clusters.size() - from);
  Json body = Json::object();
  if (count > 0) body["clusters"] = infos(std::span(clusters).subspan(from, count));
  add_page_tokens(body, page, clusters.size(), question);
  return ok(body);
}

}  // namespace

Result<Reply> get_cluster_info(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, Fields(input).required_text("cluster_id"));
  DBC_TRY(auto transaction, context.store.begin_read());
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto settled, get_cluster(clusters, id, context.clock.now()));
  DBC_CHECK(require(context, transaction, call.principal(), {"clusters", id}, level::can_attach_to));
  return ok(cluster_info(settled.cluster));
}

Result<Reply> list_clusters(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto filter, read_filter(input));
  DBC_TRY(const auto order, read_order(input));
  DBC_TRY(auto clusters, find_clusters(call, context, filter));
  sort(clusters, order);
  if (call.api_version() != "2.0") return reply_with_page(clusters, input);
  drop_old_job_clusters(clusters);
  if (clusters.empty()) return ok();
  return ok({{"clusters", infos(clusters)}});
}

}  // namespace dbc::emulator
