#include "emulator/services/scim/scim_patch.hpp"

#include <algorithm>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/scim/scim_error.hpp"
#include "emulator/services/scim/scim_filter.hpp"

namespace dbc::emulator {
namespace {

enum class Action {
  add,
  remove,
  replace,
};

/// `attribute[filter].part`, where filter and part may be absent.
struct PatchPath {
  const Attribute* attribute = nullptr;
  std::optional<ScimFilter> filter;
  std::string part;
};

Error bad_syntax(std::string_view detail) { return scim_error(400, detail, "invalidSyntax"); }

Error no_attribute(std::string_view name) {
  return invalid_path("No such attribute with the name : " + std::string(name) + " in the current resource");
}

Error fixed_attribute(const PatchPath& path) {
  return scim_error(400, "The attribute " + std::string(path.attribute->name) + " cannot be changed", "mutability");
}

Result<PatchPath> read_path(std::string_view text, const ScimSchema& schema) {
  PatchPath path;
  text = schema.unqualified(text);
  const auto name = text.substr(0, text.find_first_of("[."));
  path.attribute = schema.find(name);
  if (path.attribute == nullptr) return no_attribute(name);
  text.remove_prefix(name.size());
  if (text.starts_with('[')) {
    const auto end = text.rfind(']');
    if (end == std::string_view::npos) return invalid_path("The path lacks a closing bracket");
    if (path.attribute->shape != AttributeShape::list) return invalid_path(std::string(name) + " is no list");
    DBC_TRY(path.filter, ScimFilter::parse_element_filter(text.substr(1, end - 1)));
    text.remove_prefix(end + 1);
  }
  if (text.empty()) return path;
  if (!text.starts_with('.') || text.size() < 2)
    return invalid_path("The path cannot be read at: " + std::string(text));
  path.part = text.substr(1);
  return path;
}

std::string identity_of(const Json& element) { return string_or(element, "value", ""); }

/// Elements come as objects, as bare texts, or as one of either.
Result<Json> elements_of(const Json& value, const Attribute& attribute) {
  const Json all = value.is_array() ? value : Json::array({value});
  Json elements = Json::array();
  for (const Json& each : all) {
    if (says_none(attribute.name, each)) continue;
    Json element = each.is_object() ? each : Json{{"value", to_text(each).value_or("")}};
    if (identity_of(element).empty() && find_member(element, "value") != nullptr)
      element["value"] = to_text(element["value"]).value_or("");
    if (identity_of(element).empty())
      return invalid_value("Every element of " + std::string(attribute.name) + " needs a value");
    elements.push_back(std::move(element));
  }
  return elements;
}

void merge_elements(Json& list, const Json& elements) {
  if (!list.is_array()) list = Json::array();
  for (const Json& element : elements) {
    const auto known = std::ranges::find(list, identity_of(element), identity_of);
    if (known == list.end())
      list.push_back(element);
    else
      known->update(element);
  }
}

Result<void> set_whole(Json& resource, const Attribute& attribute, const Json& value, Action action) {
  Json& place = resource[std::string(attribute.name)];
  if (attribute.shape == AttributeShape::list) {
    DBC_TRY(const Json elements, elements_of(value, attribute));
    if (action == Action::replace) place = Json::array();
    merge_elements(place, elements);
    return {};
  }
  if (attribute.shape == AttributeShape::object) {
    if (!value.is_object()) return invalid_value(std::string(attribute.name) + " must be an object");
    if (!place.is_object() || action == Action::replace) place = Json::object();
    place.update(value);
    return {};
  }
  place = value;
  return {};
}

/// An element for a part that belongs to none yet: identity providers say `emails[type eq "work"].value` of the first
/// address as well.
Result<void> add_element(Json& list, const PatchPath& path, const Json& value) {
  auto element = path.filter->sample();
  if (element && equals_ignoring_case(path.part, "value")) (*element)["value"] = value;
  if (!element || !equals_ignoring_case(path.part, "value") || identity_of(*element).empty())
    return scim_error(400, "The path finds no element", "noTarget");
  list.push_back(std::move(*element));
  return {};
}

/// Puts a value at a path with a filter or a part.
Result<void> set_part(Json& resource, const PatchPath& path, const Json& value) {
  Json& place = resource[std::string(path.attribute->name)];
  if (!path.filter) {
    if (path.attribute->shape != AttributeShape::object) return invalid_path("The path names no part of an object");
    if (!place.is_object()) place = Json::object();
    place[path.part] = value;
    return {};
  }
  bool found = false;
  for (Json& element : place.is_array() ? place : (place = Json::array())) {
    if (!path.filter->matches(element)) continue;
    found = true;
    if (!path.part.empty())
      element[path.part] = value;
    else if (value.is_object())
      element.update(value);
  }
  return found ? Result<void>{} : add_element(place, path, value);
}

/// Clients send back what they have read, and a value that stays as it is is no change.
Result<void> keep_fixed(const Json& resource, const PatchPath& path, const Json& value) {
  const Json* known = find_member(resource, path.attribute->name);
  const bool is_same = path.part.empty() && !path.filter && known != nullptr &&
                       (*known == value || (known->is_string() && to_text(value).has_value() &&
                                            equals_ignoring_case(known->get<std::string>(), *to_text(value))));
  const bool is_about_form = path.attribute->name == "schemas" || path.attribute->name == "meta";
  return is_same || is_about_form ? Result<void>{} : fixed_attribute(path);
}

Result<void> set_at(Json& resource, const PatchPath& path, const Json& value, Action action) {
  if (path.attribute->is_fixed) return keep_fixed(resource, path, value);
  if (path.filter || !path.part.empty()) return set_part(resource, path, value);
  return set_whole(resource, *path.attribute, value, action);
}

/// Without a path the value names the attributes.
Result<void> set_all(Json& resource, const Json& value, Action action, const ScimSchema& schema) {
  if (!value.is_object()) return bad_syntax("An operation without a path needs an object as its value");
  for (const auto& [name, each] : value.items()) {
    if (schema.is_urn(name) && each.is_object()) {
      DBC_CHECK(set_all(resource, each, action, schema));
      continue;
    }
    DBC_TRY(const auto path, read_path(name, schema));
    DBC_CHECK(set_at(resource, path, each, action));
  }
  return {};
}

bool is_whole_list(const PatchPath& path) {
  return path.attribute->shape == AttributeShape::list && !path.filter && path.part.empty();
}

/// The elements of a list that have one of the values.
Result<void> remove_values(Json& resource, const PatchPath& path, const Json& values) {
  DBC_TRY(const Json elements, elements_of(values, *path.attribute));
  Json kept = Json::array();
  for (const Json& element : resource.value(std::string(path.attribute->name), Json::array()))
    if (std::ranges::find(elements, identity_of(element), identity_of) == elements.end()) kept.push_back(element);
  resource[std::string(path.attribute->name)] = std::move(kept);
  return {};
}

Result<void> remove_at(Json& resource, const PatchPath& path) {
  const auto place = resource.find(std::string(path.attribute->name));
  if (place == resource.end()) return {};
  if (!path.filter) {
    if (path.part.empty())
      resource.erase(place);
    else if (place->is_object())
      place->erase(path.part);
    return {};
  }
  Json kept = Json::array();
  for (const Json& element : *place) {
    const bool is_meant = path.filter->matches(element);
    if (is_meant && path.part.empty()) continue;
    kept.push_back(element);
    if (is_meant) kept.back().erase(path.part);
  }
  *place = std::move(kept);
  return {};
}

Result<Action> read_action(const Json& operation) {
  const std::string name = to_lower(string_or(operation, "op", ""));
  if (name == "add") return Action::add;
  if (name == "remove") return Action::remove;
  if (name == "replace") return Action::replace;
  return bad_syntax("An operation must be add, remove or replace, not '" + name + "'");
}

/// A value beside the path of a list says which of its elements go. Beside another path it repeats what is there.
Result<void> remove(Json& resource, const PatchPath& path, const Json* value) {
  if (path.attribute->is_fixed) return fixed_attribute(path);
  return value != nullptr && is_whole_list(path) ? remove_values(resource, path, *value) : remove_at(resource, path);
}

/// Without a path the value names the attributes, and says what of each is to go.
Result<void> remove_all(Json& resource, const Json* value, const ScimSchema& schema) {
  if (value == nullptr || !value->is_object())
    return scim_error(400, "A remove operation needs a path, or an object that names attributes", "noTarget");
  for (const auto& [name, each] : value->items()) {
    DBC_TRY(const auto path, read_path(name, schema));
    DBC_CHECK(remove(resource, path, each.is_null() ? nullptr : &each));
  }
  return {};
}

Result<void> apply_operation(Json& resource, const Json& operation, const ScimSchema& schema) {
  if (!operation.is_object()) return bad_syntax("An operation must be an object");
  DBC_TRY(const Action action, read_action(operation));
  const Fields fields(operation);
  DBC_TRY(const auto path_text, fields.text("path"));
  const Json* value = fields.find("value");
  const bool has_path = path_text && !path_text->empty();
  if (action == Action::remove) {
    if (!has_path) return remove_all(resource, value, schema);
    DBC_TRY(const auto path, read_path(*path_text, schema));
    return remove(resource, path, value);
  }
  if (value == nullptr) return bad_syntax("An add or replace operation needs a value");
  if (!has_path) return set_all(resource, *value, action, schema);
  DBC_TRY(const auto path, read_path(*path_text, schema));
  return set_at(resource, path, *value, action);
}

}  // namespace

Result<void> apply_patch(Json& resource, const Json& request, const ScimSchema& schema) {
  const Json* operations = find_ignoring_case(request, "Operations");
  if (operations == nullptr || !operations->is_array()) return bad_syntax("A patch needs a list of Operations");
  for (const Json& operation : *operations) DBC_CHECK(apply_operation(resource, operation, schema));
  return {};
}

}  // namespace dbc::emulator
