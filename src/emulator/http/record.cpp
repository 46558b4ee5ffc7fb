#include "emulator/http/record.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "emulator/http/fields.hpp"

namespace dbc::emulator {
namespace {

template <class T>
Result<Json> settled(const std::optional<T>& value, std::string_view type, std::string_view name) {
  if (!value) return wrong_type(type, name);
  return Json(*value);
}

Result<Json> read_number(const Json& value, std::string_view name) {
  if (value.is_number()) return value;
  const auto text = value.is_string() ? value.get<std::string>() : std::string{};
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc{} || end != text.data() + text.size()) return wrong_type("DOUBLE", name);
  return Json(number);
}

Result<Json> read_choice(const Json& value, const FieldRule& rule) {
  const bool is_known =
      value.is_string() && std::ranges::find(rule.choices, value.get_ref<const std::string&>()) != rule.choices.end();
  if (!is_known) return wrong_type(rule.type_name, rule.name);
  return value;
}

Result<Json> read_text_map(const Json& value, std::string_view name) {
  if (!value.is_object()) return wrong_type("MAP", name);
  Json map = Json::object();
  for (const auto& [key, item] : value.items()) {
    if (item.is_null()) continue;
    DBC_TRY(map[key], settled(to_text(item), "STRING", std::string(name) + "." + key));
  }
  return map;
}

Result<Json> read_object(const Json& value, std::string_view name) {
  if (!value.is_object()) return wrong_type("OBJECT", name);
  Json object = value;
  const Json* credentials = find_member(object, "basic_auth");
  if (credentials != nullptr && credentials->is_object()) object["basic_auth"].erase("password");
  return object;
}

Result<Json> read_text_list(const Json& value, std::string_view name) {
  if (!value.is_array()) return wrong_type("LIST", name);
  Json list = Json::array();
  for (const Json& item : value) {
    DBC_TRY(list.emplace_back(), settled(to_text(item), "STRING", name));
  }
  return list;
}

Result<Json> read_object_list(const Json& value, std::string_view name) {
  if (!value.is_array()) return wrong_type("LIST", name);
  Json list = Json::array();
  for (const Json& item : value) {
    DBC_TRY(list.emplace_back(), read_object(item, name));
  }
  return list;
}

Result<Json> read_record_list(const Json& value, const FieldRule& rule) {
  if (!value.is_array()) return wrong_type("LIST", rule.name);
  Json list = Json::array();
  for (const Json& item : value) {
    if (!item.is_object()) return wrong_type("OBJECT", rule.name);
    DBC_TRY(list.emplace_back(), read_record(item, rule.fields));
  }
  return list;
}

Result<Json> read_field(const FieldRule& rule, const Json& value) {
  switch (rule.type) {
    case FieldType::text:
      return settled(to_text(value), "STRING", rule.name);
    case FieldType::integer:
      return settled(to_integer(value), "INTEGER", rule.name);
    case FieldType::number:
      return read_number(value, rule.name);
    case FieldType::boolean:
      return settled(to_boolean(value), "BOOLEAN", rule.name);
    case FieldType::choice:
      return read_choice(value, rule);
    case FieldType::record:
      if (!value.is_object()) return wrong_type("OBJECT", rule.name);
      return read_record(value, rule.fields);
    case FieldType::object:
      return read_object(value, rule.name);
    case FieldType::text_map:
      return read_text_map(value, rule.name);
    case FieldType::text_list:
      return read_text_list(value, rule.name);
    case FieldType::object_list:
      return read_object_list(value, rule.name);
    case FieldType::record_list:
      return read_record_list(value, rule);
  }
  return wrong_type("STRING", rule.name);
}

}  // namespace

Result<Json> read_record(const Json& input, std::span<const FieldRule> rules) {
  Json record = Json::object();
  const Fields fields(input);
  for (const FieldRule& rule : rules) {
    const Json* value = fields.find(rule.name);
    if (value == nullptr) continue;
    DBC_TRY(record[std::string(rule.name)], read_field(rule, *value));
  }
  return record;
}

}  // namespace dbc::emulator
