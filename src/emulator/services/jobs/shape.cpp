#include "emulator/services/jobs/shape.hpp"

#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/clusters/cluster_spec.hpp"

namespace dbc::emulator {
namespace {

template <class T>
Result<Json> settled(const std::optional<T>& value, std::string_view type, const std::string& path) {
  if (!value) return wrong_type(type, path);
  return Json(*value);
}

Result<Json> read_text_map(const Json& value, const std::string& path) {
  if (!value.is_object()) return wrong_type("MAP", path);
  Json map = Json::object();
  for (const auto& [key, item] : value.items()) {
    if (item.is_null()) continue;
    DBC_TRY(map[key], settled(to_text(item), "STRING", path + "." + key));
  }
  return map;
}

Result<Json> read_choice(const Json& value, const ShapeField& field, const std::string& path) {
  const bool is_known =
      value.is_string() && std::ranges::find(field.choices, value.get_ref<const std::string&>()) != field.choices.end();
  if (is_known) return value;
  std::string names;
  for (const auto choice : field.choices) names.append(names.empty() ? "" : ", ").append(choice);
  return malformed_request("Expected one of " + names + " for field '" + path + "'");
}

Result<Json> read_object(const Json& value, const std::string& path) {
  if (!value.is_object()) return wrong_type("OBJECT", path);
  return value;
}

Result<Json> read_structure(const Json& value, const ShapeField& field, const std::string& path) {
  if (!value.is_object()) return wrong_type("OBJECT", path);
  return read_shape(value, *field.shape, path);
}

Result<Json> read_item(const Json& item, const ShapeField& field, const std::string& path) {
  if (field.kind == ShapeKind::texts) return settled(to_text(item), "STRING", path);
  return field.kind == ShapeKind::objects ? read_object(item, path) : read_structure(item, field, path);
}

Result<Json> read_list(const Json& value, const ShapeField& field, const std::string& path) {
  if (!value.is_array()) return wrong_type("LIST", path);
  Json list = Json::array();
  for (const Json& item : value) {
    DBC_TRY(auto read, read_item(item, field, path));
    list.push_back(std::move(read));
  }
  return list;
}

Result<Json> read_cluster(const Json& value, const std::string& path) {
  if (!value.is_object()) return wrong_type("OBJECT", path);
  return read_spec(value);
}

Result<Json> read_member(const Json& value, const ShapeField& field, const std::string& path) {
  switch (field.kind) {
    case ShapeKind::text:
      return settled(to_text(value), "STRING", path);
    case ShapeKind::integer:
      return settled(to_integer(value), "INTEGER", path);
    case ShapeKind::boolean:
      return settled(to_boolean(value), "BOOLEAN", path);
    case ShapeKind::object:
      return read_object(value, path);
    case ShapeKind::text_map:
      return read_text_map(value, path);
    case ShapeKind::choice:
      return read_choice(value, field, path);
    case ShapeKind::structure:
      return read_structure(value, field, path);
    case ShapeKind::texts:
    case ShapeKind::objects:
    case ShapeKind::structures:
      return read_list(value, field, path);
    case ShapeKind::cluster:
      return read_cluster(value, path);
  }
  return wrong_type("OBJECT", path);
}

bool is_missing(const Json* value, Need need) {
  if (need == Need::optional) return false;
  const bool is_blank = value != nullptr && value->is_string() && value->get_ref<const std::string&>().empty();
  return value == nullptr || (need == Need::filled && is_blank);
}

}  // namespace

Result<Json> read_shape(const Json& object, const Shape& shape, const std::string& path) {
  Json read = Json::object();
  const Fields members(object);
  for (const ShapeField& field : shape.fields) {
    const std::string name(field.name);
    const std::string full_name = path.empty() ? name : path + "." + name;
    const Json* value = members.find(name);
    if (is_missing(value, field.need)) return missing_field(full_name);
    if (value == nullptr) continue;
    DBC_TRY(read[name], read_member(*value, field, full_name));
  }
  return read;
}

bool has_field(const Shape& shape, std::string_view name) {
  return std::ranges::find(shape.fields, name, &ShapeField::name) != shape.fields.end();
}

}  // namespace dbc::emulator
