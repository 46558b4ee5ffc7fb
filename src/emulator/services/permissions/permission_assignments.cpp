#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/membership.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

// /preview/permissionassignments: who belongs to the workspace, and who of them as an admin. Whom the workspace does
// not know from elsewhere it cannot take in, so that an unknown principal is an error.

namespace dbc::emulator {
namespace {

constexpr std::string_view k_user = "USER";
constexpr std::string_view k_admin = "ADMIN";

Result<void> require_assignment_admin(const Call& call) {
  return require_admin(call.principal(), "assign permissions on the workspace");
}

Json principal_info(const PrincipalRecord& record) {
  Json info{{"principal_id", record.id}};
  switch (record.kind) {
    case PrincipalKind::group:
      info["group_name"] = record.name;
      break;
    case PrincipalKind::service_principal:
      info["service_principal_name"] = record.name;
      break;
    default:
      info["user_name"] = record.name;
  }
  info["display_name"] = record.display_name;
  return info;
}

Result<Json> assignment(PrincipalRepository& principals, const PrincipalRecord& record) {
  const auto groups = principals.groups_of(record.id);
  if (!groups) return groups.error();
  const bool is_admin =
      std::ranges::any_of(*groups, [](const PrincipalRecord& group) { return group.id == k_admins_id; });
  return Json{{"principal", principal_info(record)}, {"permissions", Json::array({is_admin ? k_admin : k_user})}};
}

Result<Reply> list_assignments(const Call& call, Context& context) {
  DBC_CHECK(require_assignment_admin(call));
  DBC_TRY(auto transaction, context.store.begin_read());
  PrincipalRepository principals(transaction);
  Json body = Json::object();
  for (const auto kind : {PrincipalKind::user, PrincipalKind::group, PrincipalKind::service_principal}) {
    DBC_TRY(const auto records, principals.all(kind));
    for (const auto& record : records) {
      if (is_built_in_group(record.id)) continue;
      DBC_TRY(auto entry, assignment(principals, record));
      body["permission_assignments"].push_back(std::move(entry));
    }
  }
  return ok(body);
}

Result<PrincipalRecord> get_assigned(PrincipalRepository& principals, const Call& call) {
  const auto text = call.path_parameter("principal_id");
  const auto id = to_integer(Json(text));
  if (!id) return invalid_parameter("The principal_id must be a number, not " + std::string(text));
  DBC_TRY(auto record, principals.find(*id));
  if (record && !is_built_in_group(record->id)) return std::move(*record);
  return api_error(ErrorCode::resource_does_not_exist, "Principal " + std::string(text) + " does not exist");
}

Result<bool> read_wants_admin(const Json& input) {
  DBC_TRY(const auto permissions, Fields(input).texts("permissions"));
  bool wants_admin = false;
  for (const auto& each : permissions) {
    if (each != k_user && each != k_admin) return invalid_parameter("A permission is USER or ADMIN, not " + each);
    wants_admin = wants_admin || each == k_admin;
  }
  if (permissions.empty()) return missing_field("permissions");
  return wants_admin;
}

Result<Reply> set_assignment(const Call& call, Context& context) {
  DBC_CHECK(require_assignment_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const bool wants_admin, read_wants_admin(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, get_assigned(principals, call));
  DBC_TRY(const auto admins, principals.find(k_admins_id));
  const auto change = wants_admin ? join_group : leave_group;
  DBC_CHECK(change(principals, *admins, record));
  DBC_TRY(const Json body, assignment(principals, record));
  DBC_CHECK(transaction.commit());
  return ok(body);
}

Result<Reply> delete_assignment(const Call& call, Context& context) {
  DBC_CHECK(require_assignment_admin(call));
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, get_assigned(principals, call));
  DBC_CHECK(remove_principal(principals, record));
  DBC_CHECK(transaction.commit());
  return ok();
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/preview/permissionassignments"};

constexpr std::array k_routes{
    Route{"GET", "/", list_assignments},
    Route{"PUT", "/principals/{principal_id}", set_assignment},
    Route{"DELETE", "/principals/{principal_id}", delete_assignment},
};

}  // namespace

constinit const RouteGroup k_permission_assignments_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
