#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/cli/dispatch.hpp"
#include "dbc/cli/parser.hpp"

namespace dbc::cli {
namespace {

using Row = std::pair<std::string, std::string>;

std::string rows_text(const std::vector<Row>& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, std::min<std::size_t>(left.size(), 32));
  std::string out;
  for (const auto& [left, right] : rows) {
    std::string line = "  " + left;
    if (!right.empty() && left.size() > width)
      line += "\n" + std::string(width + 4, ' ');
    else if (!right.empty())
      line += std::string(width - left.size() + 2, ' ');
    out += line + right + "\n";
  }
  return out;
}

std::string metavar(const Option& option) {
  switch (option.type) {
    case ValueType::flag:
      return "";
    case ValueType::integer:
      return " INTEGER";
    case ValueType::boolean:
      return " BOOLEAN";
    case ValueType::choice:
    case ValueType::choice_folded:
      return " [" + std::string(option.choices) + "]";
    case ValueType::existing_path:
    case ValueType::dbfs_path:
      return " PATH";
    case ValueType::json:
      return " JSON";
    default:
      return " TEXT";
  }
}

Row option_row(const Option& option) {
  std::string right(option.help);
  if (option.required) right += "  [required]";
  if (!option.fallback.empty()) right += "  [default: " + std::string(option.fallback) + "]";
  return {replace_all(std::string(option.names), ",", ", ") + metavar(option), right};
}

std::string usage_line(const Command& command, const std::string& path) {
  std::string line = "Usage: " + path + " [OPTIONS]";
  for (const auto& option : command.options) {
    if (!is_argument(option)) continue;
    std::string name(option.names);
    if (option.repeatable) name += "...";
    line += option.required ? " " + name : " [" + name + "]";
  }
  return line + "\n";
}

std::vector<Row> shared_rows(const Command& command) {
  std::vector<Row> rows;
  if (takes_modern_output(command)) rows.push_back({"-o [json|text]", "Form of the output, in the modern spelling"});
  if (command.wait != nullptr) {
    rows.push_back({"--no-wait", "In the modern spelling: return at once"});
    rows.push_back({"--timeout DURATION", "In the modern spelling: how long to wait  [default: 20m]"});
  }
  rows.push_back({"--profile TEXT", "Profile of the configuration file to use"});
  rows.push_back({"--debug", "Show requests and replies on stderr, without secrets"});
  rows.push_back({"-h, --help", "Show this message and exit"});
  return rows;
}

std::string slots_line(const Command& command) {
  std::vector<const Option*> slots;
  for (const auto& option : command.options)
    if (option.slot > 0) slots.push_back(&option);
  std::ranges::sort(slots, {}, [](const Option* option) { return option->slot; });
  std::string line;
  for (const Option* option : slots) line += " " + to_upper(replace_all(std::string(bare_name(*option)), "-", "_"));
  return line;
}

}  // namespace

std::string group_help(const Group& group, const std::string& path) {
  std::string text =
      "Usage: " + path + " [OPTIONS] COMMAND [ARGS]...\n\n  " + std::string(group.summary) + "\n\nOptions:\n";
  std::vector<Row> options{{"-v, --version", "Print the version and exit"}};
  if (group.takes_profile) {
    options.push_back({"--profile TEXT", "Profile of the configuration file to use"});
    options.push_back({"--debug", "Show requests and replies on stderr, without secrets"});
  }
  options.push_back({"-h, --help", "Show this message and exit"});
  text += rows_text(options) + "\nCommands:\n";
  std::vector<Row> rows;
  for (const Group* each : group.groups)
    if (!each->hidden) rows.emplace_back(each->name, each->summary);
  for (const Command& each : group.commands)
    if (!each.hidden) rows.emplace_back(canonical_name(each.names), each.summary);
  std::ranges::sort(rows);
  return text + rows_text(rows);
}

std::string command_help(const Command& command, const std::string& path) {
  std::string text = usage_line(command, path);
  if (const auto slots = slots_line(command); !slots.empty()) text += "   or: " + path + " [OPTIONS]" + slots + "\n";
  text += "\n  " + std::string(command.summary) + ".\n";
  std::vector<Row> rows;
  for (const auto& option : command.options)
    if (!is_argument(option)) rows.push_back(option_row(option));
  const auto shared = shared_rows(command);
  rows.insert(rows.end(), shared.begin(), shared.end());
  text += "\nOptions:\n" + rows_text(rows);
  if (!command.example.empty()) text += "\nExample:\n  " + std::string(command.example) + "\n";
  return text;
}

}  // namespace dbc::cli
