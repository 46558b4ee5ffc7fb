#include "emulator/services/scim/scim_schema.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

using enum AttributeShape;

constexpr std::array k_user_attributes{
    Attribute{"schemas", list, true}, Attribute{"id", text, true}, Attribute{"userName", text, true},
    Attribute{"emails", list},        Attribute{"name", object},   Attribute{"displayName"},
    Attribute{"active", truth},       Attribute{"groups", list},   Attribute{"entitlements", list},
    Attribute{"roles", list},         Attribute{"externalId"},
};

constexpr std::array k_group_attributes{
    Attribute{"schemas", list, true}, Attribute{"id", text, true}, Attribute{"displayName"},
    Attribute{"members", list},       Attribute{"groups", list},   Attribute{"entitlements", list},
    Attribute{"roles", list},         Attribute{"externalId"},     Attribute{"meta", object, true},
};

constexpr std::array k_service_principal_attributes{
    Attribute{"schemas", list, true}, Attribute{"id", text, true}, Attribute{"applicationId", text, true},
    Attribute{"displayName"},         Attribute{"active", truth},  Attribute{"groups", list},
    Attribute{"entitlements", list},  Attribute{"roles", list},    Attribute{"externalId"},
};

constexpr std::array<std::string_view, 2> k_user_urns{"urn:ietf:params:scim:schemas:core:2.0:User",
                                                      "urn:ietf:params:scim:schemas:extension:workspace:2.0:User"};
constexpr std::array<std::string_view, 1> k_group_urns{"urn:ietf:params:scim:schemas:core:2.0:Group"};
constexpr std::array<std::string_view, 1> k_service_principal_urns{
    "urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal"};

constexpr std::array k_schemas{
    ScimSchema{PrincipalKind::user, "User", "Users", "userName", k_user_urns, k_user_attributes},
    ScimSchema{PrincipalKind::group, "Group", "Groups", "displayName", k_group_urns, k_group_attributes},
    ScimSchema{PrincipalKind::service_principal, "Service principal", "ServicePrincipals", "applicationId",
               k_service_principal_urns, k_service_principal_attributes},
};

}  // namespace

const Attribute* ScimSchema::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(attributes, [&](const Attribute& each) { return equals_ignoring_case(each.name, name); });
  return found == attributes.end() ? nullptr : &*found;
}

std::string_view ScimSchema::unqualified(std::string_view name) const {
  for (const auto urn : urns)
    if (name.size() > urn.size() && name[urn.size()] == ':' && is_urn(name.substr(0, urn.size())))
      return name.substr(urn.size() + 1);
  return name;
}

bool ScimSchema::is_urn(std::string_view text) const {
  return std::ranges::any_of(urns, [&](std::string_view urn) { return equals_ignoring_case(urn, text); });
}

const ScimSchema& scim_schema(PrincipalKind kind) { return k_schemas.at(static_cast<std::size_t>(kind)); }

bool says_none(std::string_view attribute, const Json& element) {
  if (attribute != "entitlements" || !element.is_object() || element.size() > 1) return false;
  return element.empty() || element == Json{{"value", ""}};
}

}  // namespace dbc::emulator
