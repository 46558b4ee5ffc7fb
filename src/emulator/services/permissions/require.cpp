#include "emulator/services/permissions/require.hpp"

#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/permissions/grants.hpp"
#include "emulator/services/permissions/permission_mode.hpp"

namespace dbc::emulator {
namespace {

using Ids = std::vector<std::int64_t>;

bool counts(const Grant& grant, const SecurableKind& kind, std::size_t wanted, const Ids& ids) {
  return kind.rank(grant.level) >= wanted && std::ranges::find(ids, grant.principal_id) != ids.end();
}

/// True where the principal has the level, whatever the mode.
Result<bool> has_level(Context& context, Transaction& transaction, const Principal& principal, const ObjectRef& object,
                       std::string_view level) {
  const std::size_t wanted = object.kind->rank(level);
  DBC_TRY(const auto ids, PrincipalRepository(transaction).with_groups(principal.id));
  DBC_TRY(const auto facts, object.kind->find(transaction, context, object.id));
  DBC_TRY(const auto direct, direct_grants(transaction, object, facts));
  for (const auto& grant : direct)
    if (counts(grant, *object.kind, wanted, ids)) return true;
  DBC_TRY(const auto inherited, inherited_grants(transaction, context, facts));
  return std::ranges::any_of(inherited,
                             [&](const InheritedGrant& each) { return counts(each.grant, *object.kind, wanted, ids); });
}

Result<bool> has_entitlement(Transaction& transaction, const Principal& principal, std::string_view entitlement) {
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto ids, principals.with_groups(principal.id));
  for (const auto id : ids) {
    DBC_TRY(const auto record, principals.find(id));
    const Json* held = record ? find_member(record->attributes, "entitlements") : nullptr;
    if (held == nullptr) continue;
    for (const Json& each : *held)
      if (string_or(each, "value", "") == entitlement) return true;
  }
  return false;
}

Error denied(const std::string& message) { return api_error(ErrorCode::permission_denied, message); }

/// A `no` in the sense of the mode.
Result<void> refuse(Context& context, PermissionMode mode, const std::string& message) {
  if (mode == PermissionMode::enforce) return denied(message);
  context.permission_warnings.push_back(message);
  return {};
}

/// "CAN_MANAGE" as people say it: "Manage".
std::string spoken(std::string_view level) {
  if (level == level::is_owner) return "Owner";
  const std::string title = title_of_level(level);
  return title.starts_with("Can ") ? title.substr(4) : title;
}

std::string refusal(const Principal& principal, const ObjectRef& object, std::string_view level) {
  const std::string who = "User " + principal.user_name + " does not have ";
  const std::string name = std::string(object.kind->noun) + " " + object.id;
  if (object.kind->has_own_api) return who + std::string(level) + " permission on " + name + " to perform this action.";
  return who + spoken(level) + " permissions on " + (object.id.empty() ? std::string(object.kind->noun) : name) +
         ". Please contact the owner or an administrator for access.";
}

}  // namespace

Result<void> require(Context& context, Transaction& transaction, const Principal& principal, const ObjectRef& object,
                     std::string_view level) {
  if (object.kind == nullptr || object.kind->rank(level) == 0)
    return Error{.kind = ErrorKind::internal, .message = "a permission was asked for that does not exist"};
  if (principal.is_admin) return {};
  DBC_TRY(const auto mode, load_permission_mode(transaction));
  if (mode == PermissionMode::off) return {};
  DBC_TRY(const bool has_it, has_level(context, transaction, principal, object, level));
  return has_it ? Result<void>{} : refuse(context, mode, refusal(principal, object, level));
}

Result<bool> may(Context& context, Transaction& transaction, const Principal& principal, const ObjectRef& object,
                 std::string_view level) {
  if (principal.is_admin) return true;
  DBC_TRY(const auto mode, load_permission_mode(transaction));
  if (mode != PermissionMode::enforce) return true;
  return has_level(context, transaction, principal, object, level);
}

Result<void> require_entitlement(Context& context, Transaction& transaction, const Principal& principal,
                                 std::string_view entitlement, std::string_view message) {
  if (principal.is_admin) return {};
  DBC_TRY(const auto mode, load_permission_mode(transaction));
  if (mode == PermissionMode::off) return {};
  DBC_TRY(const bool has_it, has_entitlement(transaction, principal, entitlement));
  return has_it ? Result<void>{} : refuse(context, mode, std::string(message));
}

Result<void> require_identity(Context& context, Transaction& transaction, const Principal& principal,
                              std::string_view user_name, std::string_view message) {
  if (principal.is_admin || principal.user_name == user_name) return {};
  DBC_TRY(const auto mode, load_permission_mode(transaction));
  if (mode == PermissionMode::off) return {};
  return refuse(context, mode, std::string(message));
}

Result<void> require_admin(const Principal& principal, std::string_view action) {
  if (principal.is_admin) return {};
  return denied("Only admins may " + std::string(action) + ", and " + principal.user_name + " is none");
}

Result<void> require_active(Context& context, const Principal& principal) {
  if (principal.id != 0) return {};
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto mode, load_permission_mode(transaction));
  if (mode == PermissionMode::off) return {};
  return refuse(context, mode, "User " + principal.user_name + " is gone or inactive, and may do nothing");
}

Result<void> forget_grants(Transaction& transaction, const ObjectRef& object) {
  return GrantRepository(transaction).replace(object, {});
}

}  // namespace dbc::emulator
