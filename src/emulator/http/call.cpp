#include "emulator/http/call.hpp"

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

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

bool is_form(const Request& request) {
  return to_lower(header(request.headers, "Content-Type")).starts_with("application/x-www-form-urlencoded");
}

Result<Json> parse_body(const Request& request) {
  const auto body = trim(request.body);
  if (body.empty()) return Json(Json::object());
  // curl labels every -d body a form, so the label counts only for what cannot be JSON.
  if (!looks_like_json(body) && is_form(request)) {
    DBC_TRY(const auto form, parse_query(body));
    return nest(form);
  }
  auto parsed = parse_json(body);
  if (!parsed) return malformed_request(parsed.error().message);
  if (!parsed->is_object()) return malformed_request("Expected 'OBJECT' for the body");
  return std::move(*parsed);
}

}  // namespace

Result<Json> Call::input() const {
  DBC_TRY(Json input, parse_body(request_));
  if (!target_.query.empty()) lay_over(input, nest(target_.query));
  return input;
}

std::string_view Call::path_parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters_)
    if (key == name) return value;
  return {};
}

}  // namespace dbc::emulator
