#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/cli/dispatch.hpp"
#include "dbc/cli/parser.hpp"
#include "help_layout.hpp"

namespace dbc::cli {
namespace {

std::string metavar(const Option& option) {
  if (!option.choices.empty()) return " [" + std::string(option.choices) + "]";
  switch (option.type) {
    case ValueType::flag:
      return "";
    case ValueType::integer:
      return " INTEGER";
    case ValueType::boolean:
      return " BOOLEAN";
    case ValueType::existing_path:
    case ValueType::path:
    case ValueType::dbfs_path:
      return " PATH";
    case ValueType::json:
      return " JSON";
    default:
      return " TEXT";
  }
}

/// Options that take a name where `option` takes the id: " or --cluster-name".
std::string stand_ins(const Command* command, const Option& option) {
  std::string text;
  if (command == nullptr) return text;
  for (const auto& other : command->options)
    if (other.lookup != nullptr && other.lookup->id_option == bare_name(option))
      text += " or " + std::string(canonical_name(other.names));
  return text;
}

HelpRow option_row(const Command* command, const Option& option) {
  std::string left = replace_all(std::string(option.names), ",", ", ") + metavar(option);
  if (!option.negative.empty()) left += " / " + std::string(option.negative);
  std::string right(option.help);
  if (option.required) {
    const std::string others = stand_ins(command, option);
    right += others.empty() ? " [required]" : " [this" + others + " is required]";
  }
  if (!option.fallback.empty()) right += " [default: " + std::string(option.fallback) + "]";
  return {left, right};
}

std::vector<HelpRow> option_rows(const Command* command, const std::vector<const Option*>& options) {
  std::vector<HelpRow> rows;
  for (const Option* option : options)
    if (!is_argument(*option) && !option->hidden) rows.push_back(option_row(command, *option));
  return rows;
}

std::string argument_words(const Command& command) {
  std::string words;
  for (const auto& option : command.options) {
    if (!is_argument(option) || option.hidden) continue;
    const std::string name = std::string(option.names) + (option.repeatable ? "..." : "");
    words += option.required ? " " + name : " [" + name + "]";
  }
  return words;
}

/// The same values by position, in the modern spelling: " CLUSTER_ID".
std::string slot_words(const Command& command) {
  std::vector<const Option*> slots;
  for (const auto& option : command.options)
    if (option.slot > 0) slots.push_back(&option);
  std::ranges::sort(slots, {}, [](const Option* option) { return option->slot; });
  std::string words;
  for (const Option* option : slots) words += " " + to_upper(replace_all(std::string(bare_name(*option)), "-", "_"));
  return words;
}

/// The example with the program's name as it was typed; `dbfs` has not all of the commands.
std::string as_typed(std::string_view example, const std::string& path) {
  const std::string program = path.substr(0, path.find(' '));
  if (program == "dbfs") return std::string(example);
  std::string text = " " + std::string(example);
  for (const std::string_view before : {" ", "("})
    text = replace_all(std::move(text), std::string(before) + "dbc ", std::string(before) + program + " ");
  return text.substr(1);
}

/// A line of usage; what does not fit goes on under the program's arguments.
std::string usage_line(const std::string& label, const std::string& path, const std::string& rest, std::size_t width) {
  const std::string indent(label.size() + 2, ' ');
  return wrapped(path + rest, width, label, indent);
}

std::string paragraph(std::string_view text, std::size_t width) {
  const std::string stop = text.ends_with('.') ? "" : ".";
  return "\n" + wrapped(std::string(text) + stop, width, "  ", "  ");
}

std::string other_names(const Command& command) {
  const auto comma = command.names.find(',');
  return comma == std::string_view::npos ? "" : replace_all(std::string(command.names.substr(comma + 1)), ",", ", ");
}

std::vector<HelpRow> members(const Group& group) {
  std::vector<HelpRow> rows;
  for (const Group* each : group.groups)
    if (!each->hidden) rows.emplace_back(each->name, each->summary);
  for (const Command& each : group.commands)
    if (!each.hidden) rows.emplace_back(canonical_name(each.names), each.summary);
  std::ranges::sort(rows);
  return rows;
}

}  // namespace

std::string group_help(const Group& group, const std::string& path, std::size_t width) {
  return usage_line("Usage: ", path, " [OPTIONS] COMMAND [ARGS]...", width) + paragraph(group.summary, width) +
         "\nOptions:\n" + two_columns(option_rows(nullptr, leading_options(group)), width) + "\nCommands:\n" +
         two_columns(members(group), width);
}

std::string command_help(const Command& command, const std::string& path, std::size_t width) {
  std::string text = usage_line("Usage: ", path, " [OPTIONS]" + argument_words(command), width);
  if (const auto slots = slot_words(command); !slots.empty())
    text += usage_line("   or: ", path, " [OPTIONS]" + slots, width);
  text += paragraph(command.summary, width);
  if (const auto names = other_names(command); !names.empty()) text += paragraph("Other names: " + names, width);
  text += "\nOptions:\n" + two_columns(option_rows(&command, accepted_options(command)), width);
  if (!command.example.empty()) text += "\nExample:\n  " + as_typed(command.example, path) + "\n";
  return text;
}

}  // namespace dbc::cli
