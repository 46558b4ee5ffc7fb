#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/membership.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

// /groups, the older way to the same groups as SCIM's, by name.

namespace dbc::emulator {
namespace {

Result<void> require_group_admin(const Call& call) { return require_admin(call.principal(), "manage groups"); }

Result<PrincipalRecord> get_group(PrincipalRepository& principals, const std::string& name) {
  DBC_TRY(auto group, principals.find(PrincipalKind::group, name));
  if (!group) return api_error(ErrorCode::resource_does_not_exist, "Group " + name + " does not exist.");
  return std::move(*group);
}

Result<PrincipalRecord> get_group_of(PrincipalRepository& principals, const Json& input, std::string_view field) {
  DBC_TRY(const auto name, Fields(input).required_text(field));
  return get_group(principals, name);
}

/// The user, the service principal (by its application id) or the group that a request names.
Result<PrincipalRecord> get_member(PrincipalRepository& principals, const Json& input) {
  DBC_TRY(const auto user, Fields(input).text("user_name"));
  DBC_TRY(const auto group, Fields(input).text("group_name"));
  const bool has_user = user && !user->empty();
  const bool has_group = group && !group->empty();
  if (has_user == has_group) return invalid_parameter("Exactly one of user_name and group_name must be given");
  if (has_group) return get_group(principals, *group);
  DBC_TRY(auto found, principals.find(PrincipalKind::user, *user));
  if (!found) {
    DBC_TRY(found, principals.find(PrincipalKind::service_principal, *user));
  }
  if (!found) return api_error(ErrorCode::resource_does_not_exist, "User " + *user + " does not exist.");
  return std::move(*found);
}

Json group_names(const std::vector<PrincipalRecord>& groups) {
  Json body = Json::object();
  for (const auto& group : groups) body["group_names"].push_back(group.name);
  return body;
}

Result<Reply> create_group(const Call& call, Context& context) {
  DBC_CHECK(require_group_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto name, Fields(input).required_text("group_name"));
  DBC_CHECK(check_principal_name(name));
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto known, principals.find(PrincipalKind::group, name));
  if (known) return api_error(ErrorCode::resource_already_exists, "Group " + name + " already exists.");
  DBC_CHECK(add_principal(principals, {.kind = PrincipalKind::group, .name = name, .display_name = name}));
  DBC_CHECK(transaction.commit());
  return ok({{"group_name", name}});
}

Result<Reply> delete_group(const Call& call, Context& context) {
  DBC_CHECK(require_group_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto group, get_group_of(principals, input, "group_name"));
  DBC_CHECK(remove_principal(principals, group));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> list_groups(const Call& call, Context& context) {
  DBC_CHECK(require_group_admin(call));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto groups, PrincipalRepository(transaction).all(PrincipalKind::group));
  return ok(group_names(groups));
}

Result<Reply> list_members(const Call& call, Context& context) {
  DBC_CHECK(require_group_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto group, get_group_of(principals, input, "group_name"));
  DBC_TRY(const auto members, principals.members_of(group.id));
  Json body = Json::object();
  for (const auto& member : members) {
    const char* field = member.kind == PrincipalKind::group ? "group_name" : "user_name";
    body["members"].push_back({{field, member.name}});
  }
  return ok(body);
}

Result<Reply> list_parents(const Call& call, Context& context) {
  DBC_CHECK(require_group_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_read());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto member, get_member(principals, input));
  DBC_TRY(const auto groups, principals.groups_of(member.id));
  return ok(group_names(groups));
}

using ChangeMembership = Result<void> (*)(PrincipalRepository& principals, const PrincipalRecord& group,
                                          const PrincipalRecord& member);

template <ChangeMembership change>
Result<Reply> change_member(const Call& call, Context& context) {
  DBC_CHECK(require_group_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto group, get_group_of(principals, input, "parent_name"));
  DBC_TRY(const auto member, get_member(principals, input));
  DBC_CHECK(change(principals, group, member));
  DBC_CHECK(transaction.commit());
  return ok();
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/groups"};

constexpr std::array k_routes{
    Route{"POST", "/create", create_group},
    Route{"POST", "/delete", delete_group},
    Route{"GET", "/list", list_groups},
    Route{"GET", "/list-members", list_members},
    Route{"GET", "/list-parents", list_parents},
    Route{"POST", "/add-member", change_member<join_group>},
    Route{"POST", "/remove-member", change_member<leave_group>},
};

}  // namespace

constinit const RouteGroup k_groups_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
