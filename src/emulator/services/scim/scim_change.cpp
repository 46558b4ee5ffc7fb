#include "emulator/services/scim/scim_change.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/identity/membership.hpp"
#include "emulator/services/scim/scim_error.hpp"

namespace dbc::emulator {
namespace {

using Ids = std::vector<std::int64_t>;

constexpr std::array<std::string_view, 5> k_entitlements{"allow-cluster-create", "allow-instance-pool-create",
                                                         "databricks-sql-access", "workspace-access",
                                                         "workspace-consume"};

bool looks_like_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find(' ') == std::string_view::npos;
}

bool looks_like_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (is_dash ? c != '-' : !is_digit) return false;
  }
  return true;
}

Result<std::string> read_text(const Json& resource, std::string_view name) {
  const Json* value = Fields(resource).find(name);
  if (value == nullptr) return std::string{};
  const auto text = to_text(*value);
  if (!text) return invalid_value(std::string(name) + " must be a text");
  DBC_CHECK(check_principal_name(*text));
  return *text;
}

Error missing_attribute(const ScimSchema& schema) {
  return invalid_value("Required attribute " + std::string(schema.name_attribute) + " is missing in the SCIM Object.");
}

Result<std::string> read_name(const Json& resource, const ScimSchema& schema, IdSource& ids) {
  DBC_TRY(auto name, read_text(resource, schema.name_attribute));
  if (name.empty() && schema.kind == PrincipalKind::service_principal) return ids.uuid();
  if (name.empty()) return missing_attribute(schema);
  if (schema.kind == PrincipalKind::user && !looks_like_email(name))
    return invalid_value("The userName must be an email address: " + name);
  if (schema.kind == PrincipalKind::service_principal && !looks_like_uuid(name))
    return invalid_value("The applicationId must be a UUID: " + name);
  return name;
}

/// A list of objects that each have a `value`.
Result<Json> read_list(const Json& resource, std::string_view name) {
  const Json* list = Fields(resource).find(name);
  if (list == nullptr) return Json::array();
  const auto problem = invalid_value(std::string(name) + " must be a list of objects with a value");
  if (!list->is_array()) return problem;
  Json elements = Json::array();
  for (const Json& element : *list) {
    if (says_none(name, element)) continue;
    if (string_or(element, "value", "").empty()) return problem;
    elements.push_back(element);
  }
  return elements;
}

Result<Json> read_entitlements(const Json& resource) {
  DBC_TRY(auto list, read_list(resource, "entitlements"));
  for (const Json& each : list)
    if (std::ranges::find(k_entitlements, each["value"]) == k_entitlements.end())
      return invalid_value("There is no entitlement " + each["value"].get<std::string>());
  return list;
}

void keep(Json& attributes, const char* name, const Json& value) {
  if (!value.empty()) attributes[name] = value;
}

Result<Json> read_attributes(const Json& resource, const ScimSchema& schema) {
  Json attributes = Json::object();
  if (schema.kind == PrincipalKind::user) {
    DBC_TRY(const Json emails, read_list(resource, "emails"));
    const Json* name = Fields(resource).find("name");
    if (name != nullptr && !name->is_object()) return invalid_value("name must be an object");
    keep(attributes, "emails", emails);
    if (name != nullptr) keep(attributes, "name", *name);
  }
  DBC_TRY(const Json entitlements, read_entitlements(resource));
  DBC_TRY(const Json roles, read_list(resource, "roles"));
  DBC_TRY(const auto external_id, read_text(resource, "externalId"));
  keep(attributes, "entitlements", entitlements);
  keep(attributes, "roles", roles);
  if (!external_id.empty()) attributes["externalId"] = external_id;
  return attributes;
}

/// Everything of a record but its id and its name.
Result<void> read_into(PrincipalRecord& record, const Json& resource, const ScimSchema& schema) {
  DBC_TRY(record.display_name, read_text(resource, "displayName"));
  if (record.display_name.empty()) record.display_name = record.name;
  record.is_active = true;
  if (const Json* active = Fields(resource).find("active")) {
    const auto truth = to_boolean(*active);
    if (!truth) return invalid_value("active must be true or false");
    record.is_active = *truth || schema.kind == PrincipalKind::group;
  }
  DBC_TRY(record.attributes, read_attributes(resource, schema));
  return {};
}

Result<Ids> read_ids(const Json& resource, std::string_view name) {
  DBC_TRY(const Json list, read_list(resource, name));
  Ids ids;
  for (const Json& element : list) {
    const auto id = to_integer(element["value"]);
    if (!id) return scim_error(404, "There is no principal with id " + element["value"].get<std::string>());
    if (std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
  }
  return ids;
}

Result<PrincipalRecord> get_principal(PrincipalRepository& principals, std::int64_t id) {
  DBC_TRY(auto record, principals.find(id));
  if (!record) return scim_error(404, "There is no principal with id " + std::to_string(id));
  return std::move(*record);
}

Result<PrincipalRecord> get_group(PrincipalRepository& principals, std::int64_t id) {
  DBC_TRY(auto record, principals.find(id));
  if (!record || record->kind != PrincipalKind::group)
    return scim_error(404, "Group with id " + std::to_string(id) + " is not found");
  return std::move(*record);
}

bool has(const Ids& ids, std::int64_t id) { return std::ranges::find(ids, id) != ids.end(); }

Result<void> set_members(PrincipalRepository& principals, const PrincipalRecord& group, const Ids& wanted) {
  DBC_TRY(const auto members, principals.members_of(group.id));
  Ids known;
  for (const auto& member : members) {
    known.push_back(member.id);
    if (!has(wanted, member.id)) DBC_CHECK(leave_group(principals, group, member));
  }
  for (const auto id : wanted) {
    if (has(known, id)) continue;
    DBC_TRY(const auto member, get_principal(principals, id));
    DBC_CHECK(join_group(principals, group, member));
  }
  return {};
}

/// Every user belongs to `users`, whether a request says so or not.
Result<void> set_groups(PrincipalRepository& principals, const PrincipalRecord& member, const Ids& wanted) {
  DBC_TRY(const auto groups, principals.groups_of(member.id));
  Ids known;
  for (const auto& group : groups) {
    known.push_back(group.id);
    if (!has(wanted, group.id) && group.id != k_users_id) DBC_CHECK(leave_group(principals, group, member));
  }
  for (const auto id : wanted) {
    if (has(known, id)) continue;
    DBC_TRY(const auto group, get_group(principals, id));
    DBC_CHECK(join_group(principals, group, member));
  }
  return {};
}

Result<void> set_memberships(PrincipalRepository& principals, const PrincipalRecord& record, const Json& resource) {
  const bool names_members = find_member(resource, "members") != nullptr;
  if (record.kind == PrincipalKind::group && (names_members || !is_built_in_group(record.id))) {
    DBC_TRY(const auto members, read_ids(resource, "members"));
    DBC_CHECK(set_members(principals, record, members));
  }
  if (find_member(resource, "groups") == nullptr) return {};
  DBC_TRY(const auto groups, read_ids(resource, "groups"));
  return set_groups(principals, record, groups);
}

Error taken(const std::string& name, PrincipalKind kind) {
  if (kind == PrincipalKind::user)
    return scim_error(409, "User with username " + name + " already exists.", "uniqueness");
  if (kind == PrincipalKind::group)
    return scim_error(409, "Group with name " + name + " already exists.", "uniqueness");
  return scim_error(409, "Service principal with application ID " + name + " already exists", "uniqueness");
}

/// Only groups change their name.
Result<std::string> read_new_name(PrincipalRepository& principals, const PrincipalRecord& before, const Json& resource,
                                  const ScimSchema& schema) {
  DBC_TRY(const auto asked, read_text(resource, schema.name_attribute));
  if (asked.empty() && schema.kind == PrincipalKind::service_principal) return before.name;
  if (asked.empty()) return missing_attribute(schema);
  if (asked == before.name) return asked;
  const bool is_same = equals_ignoring_case(asked, before.name);
  if (schema.kind != PrincipalKind::group) {
    if (is_same) return before.name;
    return scim_error(400, "The " + std::string(schema.name_attribute) + " cannot be changed", "mutability");
  }
  DBC_TRY(const auto name, read_name(resource, schema, principals.ids()));
  DBC_TRY(const auto other, principals.find(schema.kind, name));
  if (other && !is_same) return taken(name, schema.kind);
  return name;
}

}  // namespace

Result<PrincipalRecord> create_from_resource(PrincipalRepository& principals, const Json& resource,
                                             const ScimSchema& schema) {
  PrincipalRecord record{.kind = schema.kind};
  DBC_TRY(record.name, read_name(resource, schema, principals.ids()));
  DBC_CHECK(read_into(record, resource, schema));
  DBC_TRY(const auto other, principals.find(schema.kind, record.name));
  if (other) return taken(record.name, schema.kind);
  DBC_TRY(record, add_principal(principals, std::move(record)));
  DBC_CHECK(set_memberships(principals, record, resource));
  return record;
}

Result<void> replace_by_resource(PrincipalRepository& principals, const PrincipalRecord& before, const Json& resource,
                                 const ScimSchema& schema) {
  PrincipalRecord after = before;
  DBC_TRY(after.name, read_new_name(principals, before, resource, schema));
  DBC_CHECK(read_into(after, resource, schema));
  DBC_CHECK(change_principal(principals, before, after));
  return set_memberships(principals, after, resource);
}

}  // namespace dbc::emulator
