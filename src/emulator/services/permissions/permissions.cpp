#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/principal.hpp"
#include "emulator/services/permissions/acl_request.hpp"
#include "emulator/services/permissions/acl_view.hpp"
#include "emulator/services/permissions/permission_mode.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_levels_suffix = "/permissionLevels";

Result<void> require_to_look(const Call& call, Context& context, Transaction& transaction, const ObjectRef& object) {
  return require(context, transaction, call.principal(), object, object.kind->levels.front());
}

/// Kinds that nobody can manage are the admins' business.
Result<void> require_to_change(const Call& call, Context& context, Transaction& transaction, const ObjectRef& object) {
  if (object.kind->is_single || object.kind->rank(level::can_manage) == 0)
    return require_admin(call.principal(), "change permissions on a " + std::string(object.kind->noun));
  return require(context, transaction, call.principal(), object, level::can_manage);
}

Result<Reply> get_levels(const Call& call, Context& context, std::string_view path) {
  DBC_TRY(const auto object, read_object_path(path));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_CHECK(object.kind->find(transaction, context, object.id));
  DBC_CHECK(require_to_look(call, context, transaction, object));
  return ok(permission_levels(*object.kind));
}

Result<Reply> get_permissions(const Call& call, Context& context) {
  auto path = call.path_parameter("object");
  if (path.ends_with(k_levels_suffix)) {
    path.remove_suffix(k_levels_suffix.size());
    return get_levels(call, context, path);
  }
  DBC_TRY(const auto object, read_object_path(path));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto facts, object.kind->find(transaction, context, object.id));
  DBC_CHECK(require_to_look(call, context, transaction, object));
  DBC_TRY(const Json body, object_permissions(transaction, context, object, facts));
  return ok(body);
}

void lay_over(Grants& grants, const Grants& changes) {
  for (const auto& change : changes) {
    const auto known = std::ranges::find(grants, change.principal_id, &Grant::principal_id);
    if (known == grants.end())
      grants.push_back(change);
    else
      known->level = change.level;
  }
}

/// PUT replaces the direct grants, and an empty list brings the defaults back; PATCH adds to them.
Result<Reply> change_permissions(const Call& call, Context& context, bool replaces) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto object, read_object_path(call.path_parameter("object")));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto facts, object.kind->find(transaction, context, object.id));
  DBC_CHECK(require_to_change(call, context, transaction, object));
  DBC_TRY(const auto asked, read_access_control_list(transaction, input, *object.kind, facts.names_admins));
  Grants grants;
  if (!replaces) {
    DBC_TRY(grants, direct_grants(transaction, object, facts));
    if (object.kind->names_admins() || facts.names_admins)
      lay_over(grants, {{.principal_id = k_admins_id, .level = "CAN_MANAGE"}});
  }
  lay_over(grants, asked);
  if (!grants.empty() || object.kind->names_admins()) DBC_CHECK(check_grants(grants, *object.kind));
  if (facts.names_admins) DBC_CHECK(keep_admins(grants, object));
  DBC_CHECK(GrantRepository(transaction).replace(object, grants));
  DBC_TRY(const Json body, object_permissions(transaction, context, object, facts));
  DBC_CHECK(transaction.commit());
  return ok(body);
}

Result<Reply> set_permissions(const Call& call, Context& context) { return change_permissions(call, context, true); }

Result<Reply> update_permissions(const Call& call, Context& context) {
  return change_permissions(call, context, false);
}

Json mode_info(PermissionMode mode) { return {{"mode", name_of(mode)}}; }

Result<Reply> get_mode(const Call&, Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto mode, load_permission_mode(transaction));
  return ok(mode_info(mode));
}

Result<Reply> set_mode(const Call& call, Context& context) {
  DBC_CHECK(require_admin(call.principal(), "set the permission mode"));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto name, Fields(input).required_text("mode"));
  const auto mode = permission_mode_of(name);
  if (!mode) return invalid_parameter("The mode must be one of off, warn and enforce, not " + name);
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(save_permission_mode(transaction, *mode));
  DBC_CHECK(transaction.commit());
  return ok(mode_info(*mode));
}

bool is_served(const catalog::PathParameters& parameters) { return is_served_object_path(parameters.front().second); }

constexpr std::array<std::string_view, 2> k_prefixes{"/api/2.0/permissions", "/api/2.0/preview/permissions"};

constexpr std::array k_routes{
    Route{"GET", "/{object*}", get_permissions, {}, is_served},
    Route{"PUT", "/{object*}", set_permissions, {}, is_served},
    Route{"PATCH", "/{object*}", update_permissions, {}, is_served},
};

// How strict the emulated workspace is, which no real one lets anybody choose.
constexpr std::array<std::string_view, 1> k_mode_prefixes{"/_internal/permission-mode"};

constexpr std::array k_mode_routes{
    Route{"GET", "/", get_mode},
    Route{"PUT", "/", set_mode},
};

}  // namespace

constinit const RouteGroup k_permissions_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};
constinit const RouteGroup k_permission_mode_group{
    .prefixes = k_mode_prefixes, .access = Access::bearer, .routes = k_mode_routes};

}  // namespace dbc::emulator
