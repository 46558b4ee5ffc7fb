#include "suggestions.hpp"

#include <algorithm>
#include <set>

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/parser.hpp"
#include "dbc/config/profile.hpp"
#include "dbc/config/profile_store.hpp"

namespace dbc::cli {
namespace {

using Words = std::vector<std::string>;
using Options = std::vector<const Option*>;

bool is_named(const Option& option, std::string_view name) {
  return has_name(option.names, name) || (!name.empty() && option.negative == name);
}

/// The option that the word names; nullptr for a word that is none.
const Option* option_of(const Options& options, std::string_view word) {
  if (!word.starts_with('-')) return nullptr;
  const auto name = word.substr(0, word.find('='));
  const auto it = std::ranges::find_if(options, [&](const Option* option) { return is_named(*option, name); });
  return it == options.end() ? nullptr : *it;
}

/// Where the words led to.
struct Position {
  const Group* group = nullptr;
  const Command* command = nullptr;
  Options options = {};                  ///< what may be given here
  std::set<const Option*> given = {};    ///< what was given here
  const Option* awaits_value = nullptr;  ///< the last word is an option, and its value comes next
  Words arguments = {};
  bool options_ended = false;  ///< after "--"
};

void enter(Position& at, const Group& group) { at = Position{.group = &group, .options = leading_options(group)}; }

void enter(Position& at, const Command& command) {
  at = Position{.group = at.group, .command = &command, .options = accepted_options(command)};
}

/// False for a word that no group and no command knows.
bool take_name(Position& at, const std::string& word) {
  if (at.command != nullptr) {
    at.arguments.push_back(word);
  } else if (const Group* group = find_group(*at.group, word); group != nullptr) {
    enter(at, *group);
  } else if (const Command* command = find_command(*at.group, word); command != nullptr) {
    enter(at, *command);
  } else {
    return false;
  }
  return true;
}

bool take_word(Position& at, const std::string& word) {
  if (at.awaits_value != nullptr) {
    if (word != "=") at.awaits_value = nullptr;  // bash hands "--name=value" over as three words
    return true;
  }
  if (at.options_ended || word.size() < 2 || !word.starts_with('-')) return take_name(at, word);
  if (word == "--") {
    at.options_ended = true;
    return true;
  }
  const Option* option = option_of(at.options, word);
  if (option == nullptr) return true;
  at.given.insert(option);
  if (option->type != ValueType::flag && word.find('=') == std::string::npos) at.awaits_value = option;
  return true;
}

std::vector<Suggestion> profile_names(const Environment& environment) {
  std::vector<Suggestion> names;
  const auto file = config::profile_file_path(environment);
  if (!file) return names;
  const auto profiles = config::load_profiles(*file);
  if (!profiles) return names;
  for (const auto& name : profiles->sections())
    if (is_visible(name)) names.push_back({.value = name});
  return names;
}

std::vector<Suggestion> values_of(const Option& option, const Environment& environment) {
  std::vector<Suggestion> values;
  if (option.names == "--profile") return profile_names(environment);
  if (!option.choices.empty())
    for (const auto choice : split(option.choices, '|')) values.push_back({.value = std::string(choice)});
  else if (option.type == ValueType::boolean)
    values = {{.value = "true"}, {.value = "false"}};
  else if (option.type == ValueType::path || option.type == ValueType::existing_path)
    values.push_back({.kind = SuggestionKind::file});
  return values;
}

std::vector<Suggestion> option_names_at(const Position& at) {
  std::vector<Suggestion> names;
  for (const Option* option : at.options) {
    const bool spent = at.given.contains(option) && !option->repeatable;
    if (is_argument(*option) || option->hidden || spent) continue;
    for (const auto name : split(option->names, ','))
      names.push_back({.value = std::string(name), .help = std::string(option->help)});
    if (!option->negative.empty())
      names.push_back({.value = std::string(option->negative), .help = std::string(option->help)});
  }
  return names;
}

std::vector<Suggestion> members_of(const Group& group) {
  std::vector<Suggestion> names;
  for (const Group* each : group.groups)
    if (!each->hidden) names.push_back({.value = std::string(each->name), .help = std::string(each->summary)});
  for (const Command& each : group.commands)
    if (!each.hidden)
      for (const auto name : split(each.names, ','))
        names.push_back({.value = std::string(name), .help = std::string(each.summary)});
  std::ranges::sort(names, {}, &Suggestion::value);
  return names;
}

/// Values of the argument, or else of the slot, whose turn it is.
std::vector<Suggestion> argument_values(const Position& at, const Environment& environment) {
  std::size_t turn = at.arguments.size();
  for (const auto& option : at.command->options) {
    if (!is_argument(option)) continue;
    if (option.repeatable || turn == 0) return values_of(option, environment);
    --turn;
  }
  for (const auto& option : at.command->options)
    if (option.slot == turn + 1) return values_of(option, environment);
  return {};
}

std::vector<Suggestion> suggest_at(const Position& at, const std::string& incomplete, const Environment& environment) {
  if (at.awaits_value != nullptr) return values_of(*at.awaits_value, environment);
  if (!at.options_ended && incomplete.starts_with('-')) return option_names_at(at);
  return at.command == nullptr ? members_of(*at.group) : argument_values(at, environment);
}

/// Only what begins like the word; a choice's case is the user's affair.
void keep_matching(std::vector<Suggestion>& all, const std::string& begun, bool fold) {
  std::erase_if(all, [&](const Suggestion& each) {
    if (each.kind != SuggestionKind::plain) return false;
    return fold ? !to_lower(each.value).starts_with(to_lower(begun)) : !each.value.starts_with(begun);
  });
}

}  // namespace

std::vector<Suggestion> suggest(const Group& root, const Words& words, const std::string& incomplete,
                                const Environment& environment) {
  Position at;
  enter(at, root);
  for (const auto& word : words)
    if (!take_word(at, word)) return {};
  std::string prefix;
  std::string begun = incomplete == "=" ? "" : incomplete;
  const auto equals = begun.find('=');
  if (at.awaits_value == nullptr && !at.options_ended && begun.starts_with("--") && equals != std::string::npos) {
    const Option* option = option_of(at.options, begun);
    if (option == nullptr || option->type == ValueType::flag) return {};
    at.awaits_value = option;
    prefix = begun.substr(0, equals + 1);
    begun = begun.substr(equals + 1);
  }
  auto all = suggest_at(at, begun, environment);
  keep_matching(all, begun, at.awaits_value != nullptr && at.awaits_value->type == ValueType::choice_folded);
  for (auto& each : all) each.value = each.kind == SuggestionKind::plain ? prefix + each.value : begun;
  return all;
}

}  // namespace dbc::cli
