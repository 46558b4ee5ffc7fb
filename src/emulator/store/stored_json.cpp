#include "emulator/store/stored_json.hpp"

#include "dbc/base/utf8.hpp"

namespace dbc::emulator {

Result<Json> parse_stored(std::string_view text) {
  auto parsed = parse_json(text);
  return parsed || is_utf8(text) ? std::move(parsed) : parse_json(as_utf8(text));
}

Json stored_json(std::string_view text) {
  auto parsed = parse_stored(text);
  return parsed && parsed->is_structured() ? std::move(*parsed) : Json::object();
}

Json stored_object(std::string_view text) {
  Json value = stored_json(text);
  return value.is_object() ? std::move(value) : Json::object();
}

}  // namespace dbc::emulator
