#include "dbc/output/python_text.hpp"

#include <cstdio>

namespace dbc::output {
namespace {

std::string escaped_byte(unsigned char byte) {
  char buffer[8];
  std::snprintf(buffer, sizeof buffer, "\\x%02x", byte);
  return buffer;
}

/// Python prefers single quotes, and takes double ones where that saves escaping.
char quote_for(const std::string& text) {
  const bool single = text.find('\'') != std::string::npos;
  return single && text.find('"') == std::string::npos ? '"' : '\'';
}

std::string quoted(const std::string& text) {
  const char quote = quote_for(text);
  std::string out(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20U || byte == 0x7FU)
      out += escaped_byte(byte);
    else
      out += c;
  }
  return out + quote;
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
