#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/settings/list_repository.hpp"

// /notification-destinations: where notices of jobs could go. The emulated workspace sends none, so that of an address
// that is secret it keeps no more than replies tell: that it is set.

namespace dbc::emulator {
namespace {

constexpr std::size_t k_default_page = 20;
constexpr std::size_t k_max_page = 100;

struct DestinationKind {
  std::string_view config;  ///< the member of `config`
  std::string_view type;
  std::string_view required;  ///< the field that a new one must have
  std::array<std::string_view, 3> secrets;
};

constexpr std::array k_kinds{
    DestinationKind{"email", "EMAIL", "addresses", {}},
    DestinationKind{"slack", "SLACK", "url", {"url"}},
    DestinationKind{"generic_webhook", "WEBHOOK", "url", {"url", "username", "password"}},
    DestinationKind{"microsoft_teams", "MICROSOFT_TEAMS", "url", {"url"}},
    DestinationKind{"pagerduty", "PAGERDUTY", "integration_key", {"integration_key"}},
};

Result<void> require_destination_admin(const Call& call) {
  return require_admin(call.principal(), "use notification destinations");
}

/// The settings of one kind as they are kept: without what is secret.
Result<Json> read_settings(const Json& settings, const DestinationKind& kind) {
  const Fields fields(settings);
  if (fields.find(kind.required) == nullptr)
    return missing_field("config." + std::string(kind.config) + "." + std::string(kind.required));
  Json kept = Json::object();
  if (kind.secrets.front().empty()) {
    DBC_TRY(kept["addresses"], fields.texts("addresses"));
    return kept;
  }
  for (const auto name : kind.secrets) {
    if (name.empty()) continue;
    DBC_TRY(const auto value, fields.text(name));
    if (value) kept[std::string(name) + "_set"] = !value->empty();
  }
  return kept;
}

/// Exactly one kind must be configured.
Result<void> read_config(Json& info, const Json& config) {
  const DestinationKind* chosen = nullptr;
  for (const auto& [name, settings] : config.items()) {
    const auto* const kind = std::ranges::find(k_kinds, name, &DestinationKind::config);
    if (kind == k_kinds.end() || settings.is_null()) continue;
    if (chosen != nullptr) return invalid_parameter("The config must have one kind of destination");
    if (!settings.is_object()) return wrong_type("OBJECT", name);
    chosen = &*kind;
    DBC_TRY(info["config"][name], read_settings(settings, *kind));
  }
  if (chosen == nullptr) return invalid_parameter("The config must have one kind of destination");
  if (info.contains("destination_type") && info["destination_type"] != chosen->type)
    return invalid_parameter("The kind of a destination cannot be changed");
  info["destination_type"] = chosen->type;
  return {};
}

Result<void> read_into(Json& info, const Json& input) {
  const Fields fields(input);
  DBC_TRY(const auto name, fields.text("display_name"));
  DBC_TRY(const Json* config, fields.object("config"));
  if (name) info["display_name"] = *name;
  if (string_or(info, "display_name", "").empty()) return missing_field("display_name");
  if (config != nullptr) {
    info["config"] = Json::object();
    return read_config(info, *config);
  }
  return info.contains("config") ? Result<void>{} : missing_field("config");
}

Error no_destination(std::string_view id) {
  return api_error(ErrorCode::resource_does_not_exist,
                   "Notification destination " + std::string(id) + " does not exist");
}

Result<Reply> store(Transaction& transaction, ListRepository& destinations, const Json& info) {
  DBC_TRY(const auto all, destinations.all());
  for (const Json& each : all)
    if (each["display_name"] == info["display_name"] && each["id"] != info["id"])
      return api_error(
          ErrorCode::resource_already_exists,
          "Notification destination with name " + info["display_name"].get<std::string>() + " already exists");
  DBC_CHECK(destinations.put(info["id"].get<std::string>(), info["display_name"].get<std::string>(), info));
  DBC_CHECK(transaction.commit());
  return ok(info);
}

Result<Reply> create_destination(const Call& call, Context& context) {
  DBC_CHECK(require_destination_admin(call));
  DBC_TRY(const Json input, call.input());
  Json info{{"id", context.store.ids().uuid()}};
  DBC_CHECK(read_into(info, input));
  DBC_TRY(auto transaction, context.store.begin_write());
  ListRepository destinations(transaction, AdminList::notification_destinations);
  return store(transaction, destinations, info);
}

Result<Reply> update_destination(const Call& call, Context& context) {
  DBC_CHECK(require_destination_admin(call));
  DBC_TRY(const Json input, call.input());
  const auto id = call.path_parameter("id");
  DBC_TRY(auto transaction, context.store.begin_write());
  ListRepository destinations(transaction, AdminList::notification_destinations);
  DBC_TRY(auto info, destinations.find(id));
  if (!info) return no_destination(id);
  DBC_CHECK(read_into(*info, input));
  return store(transaction, destinations, *info);
}

Result<Reply> delete_destination(const Call& call, Context& context) {
  DBC_CHECK(require_destination_admin(call));
  const auto id = call.path_parameter("id");
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const bool was_there, ListRepository(transaction, AdminList::notification_destinations).remove(id));
  if (!was_there) return no_destination(id);
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> get_destination(const Call& call, Context& context) {
  const auto id = call.path_parameter("id");
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto info, ListRepository(transaction, AdminList::notification_destinations).find(id));
  if (!info) return no_destination(id);
  return ok(*info);
}

Result<Page> read_page(const Json& input) {
  const Fields fields(input);
  DBC_TRY(const auto size, fields.integer("page_size"));
  DBC_TRY(const auto token, fields.text("page_token"));
  if (size && *size < 0) return invalid_parameter("page_size must not be negative");
  Page page{.size = k_default_page};
  if (size && *size > 0) page.size = std::min(k_max_page, static_cast<std::size_t>(*size));
  if (token && !token->empty()) {
    DBC_TRY(page.offset, read_page_token(*token, ""));
  }
  return page;
}

/// The list leaves the configurations out.
Result<Reply> list_destinations(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto page, read_page(input));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(auto all, ListRepository(transaction, AdminList::notification_destinations).all());
  Json body = Json::object();
  for (std::size_t i = page.offset; i < all.size() && i - page.offset < page.size; ++i) {
    all[i].erase("config");
    body["results"].push_back(all[i]);
  }
  add_page_tokens(body, page, all.size(), "");
  body.erase("prev_page_token");
  return ok(body);
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/notification-destinations"};

constexpr std::array k_routes{
    Route{"GET", "/", list_destinations},         Route{"POST", "/", create_destination},
    Route{"GET", "/{id}", get_destination},       Route{"PATCH", "/{id}", update_destination},
    Route{"DELETE", "/{id}", delete_destination},
};

}  // namespace

constinit const RouteGroup k_notification_destinations_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
