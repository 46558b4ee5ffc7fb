#include "emulator/http/call.hpp"

#include "dbc/base/json_limits.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/received_body.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_nesting = 8;  // of a dotted query key; deeper ones stay flat

/// The place that a dotted key names, made where absent; nullptr where something else stands in the way.
Json* place_of(Json& root, std::string_view dotted) {
  const auto parts = split(dotted, '.');
  if (parts.size() > k_max_nesting) return &root[std::string(dotted)];
  Json* place = &root;
  for (const auto part : parts) {
    if (place->is_null()) *place = Json::object();
    if (!place->is_object()) return nullptr;
    place = &(*place)[std::string(part)];
  }
  return place;
}

/// `a.b=1` becomes {"a":{"b":"1"}}, and a repeated key an array.
Json nest(const Query& query) {
  Json root = Json::object();
  for (const auto& [key, value] : query) {
    Json* place = place_of(root, key);
    if (place == nullptr || place->is_object()) continue;
    if (place->is_null()) {
      *place = value;
    } else {
      if (!place->is_array()) *place = Json::array({*place});
      place->push_back(value);
    }
  }
  return root;
}

/// Lays `top` over `base`: objects are merged, everything else is replaced.
void lay_over(Json& base, const Json& top) {
  for (const auto& [key, value] : top.items()) {
    Json& place = base[key];
    if (place.is_object() && value.is_object())
      lay_over(place, value);
    else
      place = value;
  }
}

bool looks_like_json(std::string_view body) { return body.starts_with('{') || body.starts_with('['); }

bool is_form(std::string_view content_type) {
  return to_lower(content_type).starts_with("application/x-www-form-urlencoded");
}

Result<Json> read_fields(std::string_view raw, std::string_view content_type) {
  const auto body = trim(raw);
  if (body.empty()) return Json(Json::object());
  // curl labels every -d body a form, so the label counts only for what cannot be JSON.
  if (!looks_like_json(body) && is_form(content_type)) {
    DBC_TRY(const auto form, parse_query(body));
    return nest(form);
  }
  auto parsed = parse_json(body, {.values = k_max_json_values, .members = k_max_json_members});
  if (!parsed) return malformed_request(parsed.error().message);
  if (!parsed->is_object()) return malformed_request("Expected 'OBJECT' for the body");
  return std::move(*parsed);
}

}  // namespace

const std::shared_ptr<StagedFile>& Call::staged() const { return body_.file(); }

Result<Json> Call::parse_body() const {
  DBC_TRY(const Form* form, body_.form());
  if (form == nullptr) {
    DBC_TRY(const auto text, body_.text());
    return read_fields(text, header_field("Content-Type"));
  }
  for (const auto& [name, value] : form->fields)
    if (!is_utf8(name) || !is_utf8(value)) return malformed_request("a field of the form is not UTF-8");
  return nest(form->fields);
}

Json Call::query() const { return nest(target_.query); }

Result<Json> Call::input() const {
  DBC_TRY(Json input, parse_body());
  if (!target_.query.empty()) lay_over(input, nest(target_.query));
  return input;
}

std::string_view Call::path_parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters_)
    if (key == name) return value;
  return {};
}

}  // namespace dbc::emulator
