#include <arpa/inet.h>

#include <array>
#include <charconv>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/settings/list_repository.hpp"

// /ip-access-lists: which addresses may reach a workspace. They are kept and told, and nothing else: the emulated
// workspace listens to its own machine, which no list shuts out.

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_addresses = 1000;  // in all lists

Result<void> require_list_admin(const Call& call) { return require_admin(call.principal(), "use IP access lists"); }

/// An IPv4 address, or a range such as 10.0.0.0/8.
bool is_address(const std::string& text) {
  const auto slash = text.find('/');
  in_addr ignored{};
  if (::inet_pton(AF_INET, text.substr(0, slash).c_str(), &ignored) != 1) return false;
  if (slash == std::string::npos) return true;
  unsigned bits = 99;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data() + slash + 1, end, bits);
  return problem == std::errc{} && stop == end && bits <= 32;
}

Result<std::vector<std::string>> read_addresses(const Fields& fields) {
  DBC_TRY(auto addresses, fields.texts("ip_addresses"));
  for (const auto& each : addresses)
    if (!is_address(each)) return invalid_parameter("Invalid IP address or CIDR range: " + each);
  return addresses;
}

/// Lays what a request says over what is known of a list.
Result<void> read_into(Json& info, const Json& input) {
  const Fields fields(input);
  DBC_TRY(const auto label, fields.text("label"));
  DBC_TRY(const auto type, fields.text("list_type"));
  DBC_TRY(const auto is_enabled, fields.boolean("enabled"));
  DBC_TRY(const auto addresses, read_addresses(fields));
  if (label) info["label"] = *label;
  if (type && *type != "ALLOW" && *type != "BLOCK") return wrong_type("IpAccessListType", "list_type");
  if (type) info["list_type"] = *type;
  if (fields.find("ip_addresses") != nullptr) info["ip_addresses"] = addresses;
  info["address_count"] = info.contains("ip_addresses") ? info["ip_addresses"].size() : 0;
  if (is_enabled) info["enabled"] = *is_enabled;
  if (string_or(info, "label", "").empty()) return missing_field("label");
  return string_or(info, "list_type", "").empty() ? missing_field("list_type") : Result<void>{};
}

Error no_list(std::string_view id) {
  return api_error(ErrorCode::resource_does_not_exist,
                   "Can't find an IP access list with id: " + std::string(id) + ".");
}

Result<void> check_total(ListRepository& lists, const Json& changed) {
  std::size_t total = changed["address_count"];
  DBC_TRY(const auto all, lists.all());
  for (const Json& each : all)
    if (each["list_id"] != changed["list_id"]) total += each["address_count"].get<std::size_t>();
  if (total <= k_max_addresses) return {};
  return api_error(ErrorCode::quota_exceeded, "A workspace holds at most " + std::to_string(k_max_addresses) +
                                                  " addresses in its IP access lists");
}

Result<void> store(ListRepository& lists, Json& info, const Call& call, Context& context) {
  info["updated_at"] = to_epoch_millis(context.clock.now());
  info["updated_by"] = call.principal().id;
  DBC_CHECK(check_total(lists, info));
  return lists.put(info["list_id"].get<std::string>(), info["label"].get<std::string>(), info);
}

Result<Reply> create_list(const Call& call, Context& context) {
  DBC_CHECK(require_list_admin(call));
  DBC_TRY(const Json input, call.input());
  Json info{{"list_id", context.store.ids().uuid()}};
  DBC_CHECK(read_into(info, input));
  info["enabled"] = true;
  info["created_at"] = to_epoch_millis(context.clock.now());
  info["created_by"] = call.principal().id;
  DBC_TRY(auto transaction, context.store.begin_write());
  ListRepository lists(transaction, AdminList::ip_access_lists);
  DBC_CHECK(store(lists, info, call, context));
  DBC_CHECK(transaction.commit());
  return ok({{"ip_access_list", info}});
}

/// PUT needs the whole list, PATCH takes the rest from what there is.
Result<Reply> change_list(const Call& call, Context& context, bool is_whole) {
  DBC_CHECK(require_list_admin(call));
  DBC_TRY(const Json input, call.input());
  const auto id = call.path_parameter("list_id");
  DBC_TRY(auto transaction, context.store.begin_write());
  ListRepository lists(transaction, AdminList::ip_access_lists);
  DBC_TRY(auto info, lists.find(id));
  if (!info) return no_list(id);
  if (is_whole)
    for (const char* field : {"label", "list_type", "ip_addresses", "enabled"}) info->erase(field);
  DBC_CHECK(read_into(*info, input));
  if (!info->contains("enabled")) return missing_field("enabled");
  DBC_CHECK(store(lists, *info, call, context));
  DBC_CHECK(transaction.commit());
  return ok({{"ip_access_list", *info}});
}

Result<Reply> replace_list(const Call& call, Context& context) { return change_list(call, context, true); }

Result<Reply> update_list(const Call& call, Context& context) { return change_list(call, context, false); }

Result<Reply> delete_list(const Call& call, Context& context) {
  DBC_CHECK(require_list_admin(call));
  const auto id = call.path_parameter("list_id");
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const bool was_there, ListRepository(transaction, AdminList::ip_access_lists).remove(id));
  if (!was_there) return no_list(id);
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> get_list(const Call& call, Context& context) {
  DBC_CHECK(require_list_admin(call));
  const auto id = call.path_parameter("list_id");
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto info, ListRepository(transaction, AdminList::ip_access_lists).find(id));
  if (!info) return no_list(id);
  return ok({{"ip_access_list", *info}});
}

Result<Reply> list_lists(const Call& call, Context& context) {
  DBC_CHECK(require_list_admin(call));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto lists, ListRepository(transaction, AdminList::ip_access_lists).all());
  return ok(lists.empty() ? Json::object() : Json{{"ip_access_lists", lists}});
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/ip-access-lists"};

constexpr std::array k_routes{
    Route{"GET", "/", list_lists},
    Route{"POST", "/", create_list},
    Route{"GET", "/{list_id}", get_list},
    Route{"PUT", "/{list_id}", replace_list},
    Route{"PATCH", "/{list_id}", update_list},
    Route{"DELETE", "/{list_id}", delete_list},
};

}  // namespace

constinit const RouteGroup k_ip_access_lists_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
