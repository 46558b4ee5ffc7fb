#include "dbc/cli/command.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"

namespace dbc::cli {

std::string_view canonical_name(std::string_view names) { return names.substr(0, names.find(',')); }

bool has_name(std::string_view names, std::string_view name) {
  return std::ranges::any_of(split(names, ','), [&](std::string_view each) { return each == name; });
}

const Group* find_group(const Group& group, std::string_view name) {
  const auto it = std::ranges::find_if(group.groups, [&](const Group* each) { return each->name == name; });
  return it == group.groups.end() ? nullptr : *it;
}

const Command* find_command(const Group& group, std::string_view name) {
  const auto own =
      std::ranges::find_if(group.commands, [&](const Command& each) { return has_name(each.names, name); });
  if (own != group.commands.end()) return &*own;
  for (const Group* below : group.groups)
    for (const Command& each : below->commands)
      if (!name.empty() && each.name_above == name) return &each;
  return nullptr;
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
