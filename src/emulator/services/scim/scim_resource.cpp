#include "emulator/services/scim/scim_resource.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/identity/membership.hpp"
#include "emulator/services/permissions/audience.hpp"

namespace dbc::emulator {
namespace {

std::string reference_to(const PrincipalRecord& record) {
  return std::string(scim_schema(record.kind).path) + "/" + std::to_string(record.id);
}

Json link_to_group(const PrincipalRecord& group) {
  return {{"display", group.display_name},
          {"type", "direct"},
          {"value", std::to_string(group.id)},
          {"$ref", reference_to(group)}};
}

Json link_to_member(const PrincipalRecord& member) {
  return {{"display", member.display_name}, {"value", std::to_string(member.id)}, {"$ref", reference_to(member)}};
}

Json links(const std::vector<PrincipalRecord>& records, Json (*link)(const PrincipalRecord&)) {
  Json list = Json::array();
  for (const auto& record : records) list.push_back(link(record));
  return list;
}

void put_unless_empty(Json& resource, const char* name, Json value) {
  if (!value.is_null() && !value.empty()) resource[name] = std::move(value);
}

Json kept_attribute(const PrincipalRecord& record, const char* name) {
  const Json* value = find_member(record.attributes, name);
  return value == nullptr ? Json() : *value;
}

Json emails_of(const PrincipalRecord& user) {
  Json kept = kept_attribute(user, "emails");
  if (kept.is_array() && !kept.empty()) return kept;
  return Json::array({{{"type", "work"}, {"value", user.name}, {"primary", true}}});
}

/// What only users, groups or service principals have, at the head of the resource.
Json head_of(const PrincipalRecord& record) {
  const auto& schema = scim_schema(record.kind);
  Json resource{{"schemas", schema.urns}, {"id", std::to_string(record.id)}};
  resource[std::string(schema.name_attribute)] = record.name;
  if (record.kind == PrincipalKind::group) return resource;
  if (record.kind == PrincipalKind::user) {
    resource["emails"] = emails_of(record);
    put_unless_empty(resource, "name", kept_attribute(record, "name"));
  }
  resource["displayName"] = record.display_name;
  resource["active"] = record.is_active;
  return resource;
}

bool is_named(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const std::string& each) { return equals_ignoring_case(each, name); });
}

/// The names below `name.`, without that prefix.
std::vector<std::string> below(const std::vector<std::string>& names, std::string_view name) {
  std::vector<std::string> parts;
  for (const auto& each : names)
    if (each.size() > name.size() + 1 && each[name.size()] == '.' &&
        equals_ignoring_case(each.substr(0, name.size()), name))
      parts.push_back(each.substr(name.size() + 1));
  return parts;
}

/// An object, or every element of a list, with only (or without) these parts.
Json with_parts(const Json& value, const std::vector<std::string>& parts, bool keeps) {
  if (value.is_array()) {
    Json list = Json::array();
    for (const Json& element : value) list.push_back(with_parts(element, parts, keeps));
    return list;
  }
  if (!value.is_object()) return value;
  Json object = Json::object();
  for (const auto& [key, part] : value.items())
    if (is_named(parts, key) == keeps) object[key] = part;
  return object;
}

}  // namespace

Result<Json> scim_resource(PrincipalRepository& principals, const PrincipalRecord& record) {
  Json resource = head_of(record);
  if (record.kind == PrincipalKind::group) {
    DBC_TRY(const auto members, principals.members_of(record.id));
    put_unless_empty(resource, "members", links(members, link_to_member));
  }
  DBC_TRY(const auto groups, principals.groups_of(record.id));
  put_unless_empty(resource, "groups", links(groups, link_to_group));
  for (const char* name : {"entitlements", "roles", "externalId"})
    put_unless_empty(resource, name, kept_attribute(record, name));
  if (record.kind == PrincipalKind::group) resource["meta"] = {{"resourceType", "WorkspaceGroup"}};
  return resource;
}

Result<ScimReader> ScimReader::of(Transaction& transaction, const Principal& principal) {
  DBC_TRY(const auto audience, limited_audience(transaction, principal));
  return ScimReader{.sees_all = !audience, .own_id = principal.id};
}

Result<Json> scim_resource_for(const ScimReader& reader, PrincipalRepository& principals,
                               const PrincipalRecord& record) {
  DBC_TRY(Json resource, scim_resource(principals, record));
  if (reader.sees_all || reader.own_id == record.id) return resource;
  Json shown = Json::object();
  for (const std::string name : {"schemas", "id", "userName", "applicationId", "displayName", "active"})
    if (const Json* value = find_member(resource, name)) shown[name] = *value;
  return shown;
}

Result<Projection> Projection::read(const Json& input) {
  Projection projection;
  DBC_TRY(projection.wanted, Fields(input).texts("attributes"));
  DBC_TRY(projection.unwanted, Fields(input).texts("excludedAttributes"));
  return projection;
}

Json Projection::of(const Json& resource) const {
  Json shown = Json::object();
  for (const auto& [name, value] : resource.items()) {
    // Terraform's provider reads the application's id from replies to requests that do not name it.
    const bool is_always_there = name == "id" || name == "schemas" || name == "applicationId";
    const auto wanted_parts = below(wanted, name);
    if (is_always_there || wanted.empty() || is_named(wanted, name)) {
      if (is_named(unwanted, name) && !is_always_there) continue;
      shown[name] = with_parts(value, below(unwanted, name), false);
    } else if (!wanted_parts.empty()) {
      shown[name] = with_parts(value, wanted_parts, true);
    }
  }
  return shown;
}

}  // namespace dbc::emulator
