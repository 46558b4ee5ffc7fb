#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/commands/registry.hpp"
#include "root.hpp"

namespace dbc::commands {
namespace {

std::string_view type_name(cli::ValueType type) {
  switch (type) {
    case cli::ValueType::text:
      return "text";
    case cli::ValueType::flag:
      return "flag";
    case cli::ValueType::integer:
      return "integer";
    case cli::ValueType::boolean:
      return "boolean";
    case cli::ValueType::choice:
      return "choice";
    case cli::ValueType::choice_folded:
      return "choice_folded";
    case cli::ValueType::existing_path:
      return "existing_path";
    case cli::ValueType::path:
      return "path";
    case cli::ValueType::dbfs_path:
      return "dbfs_path";
    case cli::ValueType::json:
      return "json";
  }
  return "text";
}

Json list(std::string_view joined, char separator) {
  Json values = Json::array();
  if (joined.empty()) return values;
  for (const auto value : split(joined, separator)) values.push_back(std::string(value));
  return values;
}

/// An option or an argument; what is at its default is left out, but for the facts every reader asks for.
Json describe(const cli::Option& option) {
  Json facts = Json::object();
  if (cli::is_argument(option))
    facts["name"] = std::string(option.names);
  else
    facts["names"] = list(option.names, ',');
  if (!option.negative.empty()) facts["names"].push_back(std::string(option.negative));
  facts["summary"] = std::string(option.help);
  facts["type"] = std::string(type_name(option.type));
  facts["required"] = option.required;
  facts["repeatable"] = option.repeatable;
  facts["modern"] = option.modern;
  if (!option.choices.empty()) facts["choices"] = list(option.choices, '|');
  if (!option.fallback.empty()) facts["default"] = std::string(option.fallback);
  if (option.slot > 0) facts["position"] = option.slot;
  if (option.hidden) facts["hidden"] = true;
  return facts;
}

/// Where a group stands: "unity-catalog catalogs ", below "unity-catalog ".
struct Place {
  std::string prefix;
  std::string above;
};

/// Every path that leads to a command, the canonical one first.
std::vector<std::string> paths(const cli::Command& command, const Place& place) {
  std::vector<std::string> all;
  for (const auto name : split(command.names, ',')) all.push_back(place.prefix + std::string(name));
  if (!command.name_above.empty()) all.push_back(place.above + std::string(command.name_above));
  return all;
}

Json describe(const cli::Command& command, const Place& place) {
  auto names = paths(command, place);
  Json facts = {{"path", names.front()}};
  names.erase(names.begin());
  facts["aliases"] = names;
  facts["summary"] = std::string(command.summary);
  facts["modern"] = command.modern;
  facts["hidden"] = command.hidden;
  if (command.endpoint.method != cli::Method::none) {
    facts["method"] = std::string(cli::method_name(command.endpoint.method));
    facts["endpoint"] = std::string(command.endpoint.path);
  }
  facts["options"] = Json::array();
  facts["arguments"] = Json::array();
  for (const auto& option : command.options)
    facts[cli::is_argument(option) ? "arguments" : "options"].push_back(describe(option));
  return facts;
}

void collect(const cli::Group& group, const Place& place, Json& commands) {
  for (const auto& command : group.commands) commands.push_back(describe(command, place));
  for (const auto* each : group.groups)
    collect(*each, {.prefix = place.prefix + std::string(each->name) + " ", .above = place.prefix}, commands);
}

/// One command a line: its path, padded, and its summary.
std::string as_text(const Json& commands) {
  std::size_t width = 0;
  for (const auto& each : commands) width = std::max(width, each["path"].get_ref<const std::string&>().size());
  std::string text;
  for (const auto& each : commands) {
    if (each["hidden"].get<bool>()) continue;
    const auto& path = each["path"].get_ref<const std::string&>();
    text += path + std::string(width - path.size() + 2, ' ') + each["summary"].get<std::string>() + "\n";
  }
  return text;
}

}  // namespace

Result<void> run_commands(cli::Session& session, const cli::Invocation& invocation) {
  Json commands = Json::array();
  collect(tree_for("dbc"), {}, commands);
  if (invocation.text("output") != "JSON") return session.out().write(as_text(commands));
  return cli::print_json(session, Json{{"commands", std::move(commands)}}, true);
}

}  // namespace dbc::commands
