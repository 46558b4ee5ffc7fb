#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/clusters/cluster_access.hpp"
#include "emulator/services/clusters/handlers.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {
namespace {

constexpr std::int64_t k_default_limit = 50;
constexpr std::int64_t k_max_limit = 500;

constexpr std::array<std::string_view, 35> k_types{"ADD_NODES_FAILED",
                                                   "AUTOMATIC_CLUSTER_UPDATE",
                                                   "AUTOSCALING_BACKOFF",
                                                   "AUTOSCALING_FAILED",
                                                   "AUTOSCALING_STATS_REPORT",
                                                   "CLUSTER_MIGRATED",
                                                   "CREATING",
                                                   "DBFS_DOWN",
                                                   "DECOMMISSION_ENDED",
                                                   "DECOMMISSION_STARTED",
                                                   "DEFERRED_POLICY_ENFORCEMENT_FAILED",
                                                   "DEFERRED_POLICY_ENFORCEMENT_SCHEDULED",
                                                   "DID_NOT_EXPAND_DISK",
                                                   "DRIVER_HEALTHY",
                                                   "DRIVER_NOT_RESPONDING",
                                                   "DRIVER_UNAVAILABLE",
                                                   "EDITED",
                                                   "EXPANDED_DISK",
                                                   "FAILED_TO_EXPAND_DISK",
                                                   "INIT_SCRIPTS_FINISHED",
                                                   "INIT_SCRIPTS_STARTED",
                                                   "METASTORE_DOWN",
                                                   "NODES_LOST",
                                                   "NODE_BLACKLISTED",
                                                   "NODE_EXCLUDED_DECOMMISSIONED",
                                                   "PINNED",
                                                   "RESIZING",
                                                   "RESTARTING",
                                                   "RUNNING",
                                                   "SPARK_EXCEPTION",
                                                   "STARTING",
                                                   "TERMINATING",
                                                   "UC_VOLUME_MISCONFIGURED",
                                                   "UNPINNED",
                                                   "UPSIZE_COMPLETED"};

/// A request for events. `page_size` or `page_token` ask for tokens, anything else for the `next_page` object.
struct EventQuery {
  std::string cluster_id;
  EventRange range;
  bool is_ascending = false;
  std::vector<std::string> types;
  Page page;
  bool uses_tokens = false;
  std::string question;  ///< what a page token is bound to
};

Result<std::size_t> read_bounded(const Fields& fields, std::string_view name, std::int64_t fallback,
                                 std::int64_t limit) {
  DBC_TRY(const auto value, fields.integer(name));
  if (value && (*value < 0 || *value > limit))
    return invalid_parameter("The value of " + std::string(name) + " must be between 0 and " + std::to_string(limit));
  return static_cast<std::size_t>(value.value_or(fallback));
}

Result<std::optional<TimePoint>> read_time(const Fields& fields, std::string_view name) {
  DBC_TRY(const auto millis, fields.integer(name));
  return millis ? std::optional(from_epoch_millis(*millis)) : std::nullopt;
}

Result<bool> read_ascending(const Fields& fields) {
  DBC_TRY(const auto order, fields.text("order"));
  if (order && *order != "ASC" && *order != "DESC") return wrong_type("GetEventsOrder", "order");
  return order == "ASC";
}

Result<void> read_page(const Fields& fields, EventQuery& query) {
  DBC_TRY(const auto token, fields.text("page_token"));
  query.uses_tokens = fields.find("page_size") != nullptr || (token && !token->empty());
  DBC_TRY(query.page.offset, read_bounded(fields, "offset", 0, INT32_MAX));
  DBC_TRY(query.page.size,
          read_bounded(fields, query.uses_tokens ? "page_size" : "limit", k_default_limit, k_max_limit));
  if (query.page.size == 0 && query.uses_tokens) query.page.size = k_default_limit;
  if (token && !token->empty()) {
    DBC_TRY(query.page.offset, read_page_token(*token, query.question));
  }
  if (!query.uses_tokens && !query.is_ascending && query.page.offset > 0 && !query.range.to)
    return invalid_parameter("end_time must be given where order is DESC and offset is not 0");
  return {};
}

Result<EventQuery> read_query(const Json& input) {
  const Fields fields(input);
  EventQuery query;
  DBC_TRY(query.cluster_id, fields.required_text("cluster_id"));
  DBC_TRY(query.range.from, read_time(fields, "start_time"));
  DBC_TRY(query.range.to, read_time(fields, "end_time"));
  DBC_TRY(query.is_ascending, read_ascending(fields));
  DBC_TRY(query.types, fields.texts("event_types"));
  for (const auto& type : query.types)
    if (std::ranges::find(k_types, type) == k_types.end()) return wrong_type("ClusterEventType", "event_types");
  for (const std::string name : {"cluster_id", "start_time", "end_time", "order", "event_types"})
    query.question += name + "=" + (fields.find(name) ? json_text(*fields.find(name)) : "") + ";";
  DBC_CHECK(read_page(fields, query));
  return query;
}

bool passes(const ClusterEvent& event, const EventQuery& query) {
  if (query.range.from && event.at < *query.range.from) return false;
  if (query.range.to && event.at > *query.range.to) return false;
  return query.types.empty() || std::ranges::find(query.types, event.type) != query.types.end();
}

/// What is stored, and what has happened since.
Result<ClusterEvents> find_events(const EventQuery& query, const Call& call, Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  ClusterRepository clusters(transaction);
  DBC_TRY(const auto settled, get_cluster(clusters, query.cluster_id, context.clock.now()));
  DBC_CHECK(require(context, transaction, call.principal(), {"clusters", query.cluster_id}, level::can_attach_to));
  DBC_TRY(auto events, clusters.events(query.cluster_id, query.range));
  events.insert(events.end(), settled.events.begin(), settled.events.end());
  std::erase_if(events, [&](const ClusterEvent& event) { return !passes(event, query); });
  if (!query.is_ascending) std::ranges::reverse(events);
  return events;
}

Json event_info(const EventQuery& query, const ClusterEvent& event) {
  return {{"cluster_id", query.cluster_id},
          {"timestamp", to_epoch_millis(event.at)},
          {"type", event.type},
          {"details", event.details}};
}

/// The complete request for the page that follows.
Json next_request(const EventQuery& query, TimePoint now) {
  Json next{{"cluster_id", query.cluster_id}};
  if (query.range.from) next["start_time"] = to_epoch_millis(*query.range.from);
  next["end_time"] = to_epoch_millis(query.range.to.value_or(now));
  next["order"] = query.is_ascending ? "ASC" : "DESC";
  if (!query.types.empty()) next["event_types"] = query.types;
  next["offset"] = query.page.offset + query.page.size;
  next["limit"] = query.page.size;
  return next;
}

}  // namespace

Result<Reply> list_cluster_events(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto query, read_query(input));
  DBC_TRY(const auto events, find_events(query, call, context));
  const std::size_t from = std::min(query.page.offset, events.size());
  const std::size_t to = from + std::min(query.page.size, events.size() - from);
  Json body = Json::object();
  for (std::size_t i = from; i < to; ++i) body["events"].push_back(event_info(query, events[i]));
  if (query.uses_tokens)
    add_page_tokens(body, query.page, events.size(), query.question);
  else if (to < events.size())
    body["next_page"] = next_request(query, context.clock.now());
  body["total_count"] = events.size();
  return ok(body);
}

}  // namespace dbc::emulator
