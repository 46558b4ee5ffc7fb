#include "emulator/services/permissions/acl_request.hpp"

#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/identity/principal_repository.hpp"

namespace dbc::emulator {
namespace {

struct NameField {
  std::string_view field;
  PrincipalKind kind;
  std::string_view title;  ///< in messages
};

constexpr std::array k_name_fields{
    NameField{"user_name", PrincipalKind::user, "UserName"},
    NameField{"group_name", PrincipalKind::group, "GroupName"},
    NameField{"service_principal_name", PrincipalKind::service_principal, "ServicePrincipalName"},
};

Result<PrincipalRecord> read_principal(PrincipalRepository& principals, const Json& entry) {
  const NameField* named = nullptr;
  std::string name;
  for (const auto& each : k_name_fields) {
    DBC_TRY(const auto text, Fields(entry).text(each.field));
    if (!text || text->empty()) continue;
    if (named != nullptr) return invalid_parameter("An entry of access_control_list names more than one principal");
    named = &each;
    name = *text;
  }
  if (named == nullptr)
    return invalid_parameter(
        "An entry of access_control_list needs one of user_name, group_name and service_principal_name");
  DBC_TRY(auto found, principals.find(named->kind, name));
  if (!found)
    return api_error(ErrorCode::resource_does_not_exist,
                     "Principal: " + std::string(named->title) + "(" + name + ") does not exist");
  return std::move(*found);
}

std::string list_of(std::span<const std::string_view> levels) {
  std::string text;
  for (const auto each : levels) text += (text.empty() ? "" : ", ") + std::string(each);
  return text;
}

Result<std::string> read_level(const Json& entry, const SecurableKind& kind) {
  DBC_TRY(const auto level, Fields(entry).required_text("permission_level"));
  if (kind.rank(level) > 0) return level;
  return invalid_parameter(level + " is no permission level of a " + std::string(kind.noun) +
                           "; these are: " + list_of(kind.levels));
}

Result<void> check_target(const PrincipalRecord& principal, const std::string& level, const SecurableKind& kind,
                          bool names_admins) {
  if (principal.id == k_admins_id && !kind.is_single && !names_admins)
    return invalid_parameter("Cannot modify permissions of admins on a " + std::string(kind.noun));
  if (principal.kind == PrincipalKind::group && level == level::is_owner)
    return invalid_parameter("A group cannot own a " + std::string(kind.noun) + ": " + principal.name);
  return {};
}

void put(Grants& grants, const Grant& grant) {
  const auto known = std::ranges::find(grants, grant.principal_id, &Grant::principal_id);
  if (known == grants.end())
    grants.push_back(grant);
  else
    *known = grant;
}

}  // namespace

Result<Grants> read_access_control_list(Transaction& transaction, const Json& input, const SecurableKind& kind,
                                        bool names_admins) {
  DBC_TRY(const Json* list, Fields(input).array("access_control_list"));
  Grants grants;
  if (list == nullptr) return grants;
  PrincipalRepository principals(transaction);
  for (const Json& entry : *list) {
    if (!entry.is_object()) return wrong_type("OBJECT", "access_control_list");
    DBC_TRY(const auto principal, read_principal(principals, entry));
    DBC_TRY(auto level, read_level(entry, kind));
    DBC_CHECK(check_target(principal, level, kind, names_admins));
    put(grants, {.principal_id = principal.id, .level = std::move(level)});
  }
  return grants;
}

Result<void> keep_admins(const Grants& grants, const ObjectRef& object) {
  const auto has_admins = [](const Grant& grant) {
    return grant.principal_id == k_admins_id && grant.level == level::can_manage;
  };
  if (std::ranges::any_of(grants, has_admins)) return {};
  return invalid_parameter("Cannot remove admins's CAN_MANAGE permission on " + object.id);
}

Result<void> check_grants(const Grants& grants, const SecurableKind& kind) {
  if (kind.has_owner() && std::ranges::count(grants, level::is_owner, &Grant::level) != 1)
    return invalid_parameter("The " + std::string(kind.noun) + " must have exactly one owner.");
  const auto has_admins = [&](const Grant& grant) {
    return grant.principal_id == k_admins_id && grant.level == level::can_manage;
  };
  if (kind.names_admins() && std::ranges::none_of(grants, has_admins))
    return invalid_parameter("Cannot change permissions for group 'admins' to None.");
  return {};
}

}  // namespace dbc::emulator
