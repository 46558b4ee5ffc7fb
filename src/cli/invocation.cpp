#include "dbc/cli/invocation.hpp"

#include <charconv>

#include "dbc/base/text.hpp"

namespace dbc::cli {
namespace {

/// An integer of any size: what fits 64 bits as a number, the rest letter by letter through the JSON reader.
Result<Json> integer_value(const std::string& text) {
  std::string digits = replace_all(std::string(trim(text)), "_", "");
  if (digits.starts_with('+')) digits.erase(0, 1);
  const bool negative = digits.starts_with('-');
  auto first = digits.find_first_not_of('0', negative ? 1 : 0);
  if (first == std::string::npos) first = digits.size() - 1;
  return parse_json((negative ? "-" : "") + digits.substr(first));
}

bool boolean_value(const std::string& text) {
  const std::string lower = to_lower(trim(text));
  return lower == "true" || lower == "t" || lower == "1" || lower == "yes" || lower == "y" || lower == "on";
}

Result<Json> json_text(std::string_view name, const std::string& text) {
  auto parsed = parse_json(text);
  if (parsed) return parsed;
  return Error{.kind = ErrorKind::input,
               .message = "the text of --" + std::string(name) + " is " + parsed.error().message};
}

}  // namespace

std::optional<std::string> Invocation::find(std::string_view name) const {
  if (const auto it = values_.find(name); it != values_.end()) return it->second.back();
  for (const auto& option : command_->options)
    if (bare_name(option) == name && !option.fallback.empty()) return std::string(option.fallback);
  return std::nullopt;
}

std::vector<std::string> Invocation::texts(std::string_view name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>{} : it->second;
}

Result<Json> Invocation::json_value(const Option& option) const {
  const auto name = bare_name(option);
  if (option.repeatable) return Json(texts(name));
  switch (option.type) {
    case ValueType::flag:
      return Json(flag(name));
    case ValueType::integer:
      return integer_value(text(name));
    case ValueType::boolean:
      return Json(boolean_value(text(name)));
    case ValueType::json:
      return json_text(name, text(name));
    default:
      return Json(text(name));
  }
}

}  // namespace dbc::cli
