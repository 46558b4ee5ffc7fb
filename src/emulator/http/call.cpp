#include "emulator/http/call.hpp"

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/files/staging.hpp"
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

bool is_form(std::string_view content_type) {
  return to_lower(content_type).starts_with("application/x-www-form-urlencoded");
}

Error too_large() {
  return api_error(ErrorCode::max_request_size_exceeded,
                   "The fields of the request are larger than " + std::to_string(k_max_body_bytes) + " bytes");
}

/// `max_bytes` keeps what is meant for a file out of memory.
Result<Json> fields_of(const std::vector<FormPart>& parts, std::size_t max_bytes) {
  Query fields;
  for (const auto& part : parts) {
    if (part.is_file) continue;
    if (part.content.size() > max_bytes) return too_large();
    if (!is_utf8(part.content)) return malformed_request("a field of the form is not UTF-8");
    fields.emplace_back(part.name, part.content);
  }
  return nest(fields);
}

}  // namespace

Result<std::string_view> Call::raw_body() const {
  if (request_.staged) return request_.staged->view();
  return std::string_view(request_.body);
}

Result<std::optional<std::string_view>> Call::form_file() const {
  const auto content_type = header_field("Content-Type");
  if (!is_multipart(content_type)) return std::optional<std::string_view>{};
  DBC_TRY(const auto body, raw_body());
  DBC_TRY(const auto parts, parse_multipart(content_type, body));
  for (const auto& part : parts)
    if (part.is_file) return std::optional(part.content);
  return std::optional<std::string_view>{};
}

Result<Json> Call::parse_body() const {
  const auto content_type = header_field("Content-Type");
  DBC_TRY(const auto raw, raw_body());
  if (is_multipart(content_type)) {
    DBC_TRY(const auto parts, parse_multipart(content_type, raw));
    return fields_of(parts, request_.staged ? k_max_body_bytes : raw.size());
  }
  if (request_.staged && raw.size() > k_max_body_bytes) return too_large();
  const auto body = trim(raw);
  if (body.empty()) return Json(Json::object());
  // curl labels every -d body a form, so the label counts only for what cannot be JSON.
  if (!looks_like_json(body) && is_form(content_type)) {
    DBC_TRY(const auto form, parse_query(body));
    return nest(form);
  }
  auto parsed = parse_json(body);
  if (!parsed) return malformed_request(parsed.error().message);
  if (!parsed->is_object()) return malformed_request("Expected 'OBJECT' for the body");
  return std::move(*parsed);
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
