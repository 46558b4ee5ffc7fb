#include "dbc/output/python_text.hpp"

#include "dbc/base/visible_text.hpp"

namespace dbc::output {
namespace {

/// Python prefers single quotes, and takes double ones where that saves escaping.
char quote_for(const std::string& text) {
  const bool single = text.find('\'') != std::string::npos;
  return single && text.find('"') == std::string::npos ? '"' : '\'';
}

std::string quoted(const std::string& text) {
  const char quote = quote_for(text);
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') out += '\\';
    out += c;
  }
  return visible(out) + quote;
}

std::string object_literal(const Json& value) {
  std::string out = "{";
  for (const auto& [key, member] : value.items()) {
    if (out.size() > 1) out += ", ";
    out += quoted(key) + ": " + python_literal(member);
  }
  return out + "}";
}

std::string array_literal(const Json& value) {
  std::string out = "[";
  for (const auto& member : value) {
    if (out.size() > 1) out += ", ";
    out += python_literal(member);
  }
  return out + "]";
}

}  // namespace

std::string python_literal(const Json& value) {
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_string()) return quoted(value.get_ref<const std::string&>());
  if (value.is_object()) return object_literal(value);
  if (value.is_array()) return array_literal(value);
  return write_json(value, {});
}

std::string cell_text(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return python_literal(value);
}

}  // namespace dbc::output
