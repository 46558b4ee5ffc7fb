#include "dbc/cli/command.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"

namespace dbc::cli {

std::string_view canonical_name(std::string_view names) { return names.substr(0, names.find(',')); }

bool has_name(std::string_view names, std::string_view name) {
  return std::ranges::any_of(split(names, ','), [&](std::string_view each) { return each == name; });
}

std::string_view bare_name(const Option& option) {
  auto name = canonical_name(option.names);
  while (name.starts_with('-')) name.remove_prefix(1);
  return name;
}

bool is_argument(const Option& option) { return !option.names.starts_with('-'); }

std::string request_field(const Option& option) {
  if (!option.field.empty()) return std::string(option.field);
  return replace_all(std::string(bare_name(option)), "-", "_");
}

}  // namespace dbc::cli
