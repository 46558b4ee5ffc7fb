#include "emulator/http/fields.hpp"

#include <charconv>
#include <cmath>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

std::optional<std::int64_t> integer_of_text(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> integer_of_float(double value) {
  constexpr double k_exact_limit = 9007199254740992.0;  // 2^53: beyond it a double no longer names one integer
  if (std::trunc(value) != value || std::abs(value) > k_exact_limit) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::string without_line_breaks(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
  return text;
}

bool fits_signed(const Json& value) {
  return !value.is_number_unsigned() || value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX);
}

}  // namespace

Error wrong_type(std::string_view type, std::string_view name) {
  return malformed_request("Expected '" + std::string(type) + "' for field '" + std::string(name) + "'");
}

std::optional<std::int64_t> to_integer(const Json& value) {
  if (value.is_number_integer() && fits_signed(value)) return value.get<std::int64_t>();
  if (value.is_number_float()) return integer_of_float(value.get<double>());
  if (value.is_string()) return integer_of_text(value.get_ref<const std::string&>());
  return std::nullopt;
}

std::optional<bool> to_boolean(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  const auto text = to_text(value);
  if (!text) return std::nullopt;
  if (equals_ignoring_case(*text, "true") || *text == "1") return true;
  if (equals_ignoring_case(*text, "false") || *text == "0") return false;
  return std::nullopt;
}

std::optional<std::string> to_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return write_json(value, {});
  if (is_verbatim_number(value)) return verbatim_number(value);
  return std::nullopt;
}

const Json* Fields::find(std::string_view name) const {
  const Json* member = find_member(*object_, name);
  return member != nullptr && member->is_null() ? nullptr : member;
}

Result<std::optional<std::string>> Fields::text(std::string_view name) const {
  const Json* member = find(name);
  if (member == nullptr) return std::optional<std::string>{};
  auto value = to_text(*member);
  if (!value) return wrong_type("STRING", name);
  return value;
}

Result<std::optional<std::int64_t>> Fields::integer(std::string_view name) const {
  const Json* member = find(name);
  if (member == nullptr) return std::optional<std::int64_t>{};
  const auto value = to_integer(*member);
  if (!value) return wrong_type("INTEGER", name);
  return value;
}

Result<std::optional<bool>> Fields::boolean(std::string_view name) const {
  const Json* member = find(name);
  if (member == nullptr) return std::optional<bool>{};
  const auto value = to_boolean(*member);
  if (!value) return wrong_type("BOOLEAN", name);
  return value;
}

Result<std::optional<std::string>> Fields::bytes(std::string_view name) const {
  const Json* member = find(name);
  if (member == nullptr) return std::optional<std::string>{};
  DBC_TRY(const auto other, member->is_string() ? Result(std::optional<std::string>{}) : this->text(name));
  // It may be large: where it has no line breaks, as usual, it is decoded as it is.
  const std::string& text = other ? *other : member->get_ref<const std::string&>();
  auto decoded =
      text.find_first_of("\r\n") == std::string::npos ? base64_decode(text) : base64_decode(without_line_breaks(text));
  if (!decoded) return invalid_parameter("The field '" + std::string(name) + "' is not base64");
  return decoded;
}

Result<std::vector<std::string>> Fields::texts(std::string_view name) const {
  std::vector<std::string> values;
  const Json* member = find(name);
  if (member == nullptr) return values;
  if (member->is_string()) {
    for (const auto part : split(member->get_ref<const std::string&>(), ','))
      if (!trim(part).empty()) values.emplace_back(trim(part));
    return values;
  }
  if (!member->is_array()) return wrong_type("LIST", name);
  for (const Json& item : *member) {
    auto value = to_text(item);
    if (!value) return wrong_type("STRING", name);
    values.push_back(std::move(*value));
  }
  return values;
}

Result<const Json*> Fields::object(std::string_view name) const {
  const Json* member = find(name);
  if (member != nullptr && !member->is_object()) return wrong_type("OBJECT", name);
  return member;
}

Result<const Json*> Fields::array(std::string_view name) const {
  const Json* member = find(name);
  if (member != nullptr && !member->is_array()) return wrong_type("LIST", name);
  return member;
}

Result<std::string> Fields::required_text(std::string_view name) const {
  DBC_TRY(auto value, text(name));
  if (!value || value->empty()) return missing_field(name);
  return std::move(*value);
}

}  // namespace dbc::emulator
