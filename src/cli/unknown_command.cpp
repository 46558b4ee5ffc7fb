#include "unknown_command.hpp"

#include <algorithm>
#include <utility>

#include "dbc/base/text.hpp"
#include "dbc/cli/parser.hpp"
#include "likely_names.hpp"
#include "value_check.hpp"

namespace dbc::cli {
namespace {

/// What other programs call a thing, and what it is called here.
constexpr std::pair<std::string_view, std::string_view> k_other_names[]{
    {"ls", "list"},        {"rm", "delete"},        {"remove", "delete"}, {"destroy", "delete"},
    {"drop", "delete"},    {"terminate", "delete"}, {"show", "get"},      {"describe", "get"},
    {"info", "get"},       {"status", "get"},       {"add", "create"},    {"new", "create"},
    {"make", "create"},    {"run", "run-now"},      {"start", "run-now"}, {"trigger", "run-now"},
    {"stop", "cancel"},    {"kill", "cancel"},      {"edit", "update"},   {"list", "ls"},
    {"delete", "rm"},      {"del", "rm"},           {"remove", "rm"},     {"copy", "cp"},
    {"put", "cp"},         {"upload", "cp"},        {"download", "cp"},   {"move", "mv"},
    {"rename", "mv"},      {"upload", "import"},    {"put", "import"},    {"download", "export"},
    {"auth", "configure"}, {"login", "configure"},
};

std::vector<std::string> names_in(const Group& group) {
  std::vector<std::string> names;
  for (const Group* each : group.groups)
    if (!each->hidden) names.emplace_back(each->name);
  for (const Command& each : group.commands)
    if (!each.hidden)
      for (const auto name : split(each.names, ',')) names.emplace_back(name);
  return names;
}

std::vector<std::string> by_other_name(const std::string& word, const std::vector<std::string>& known) {
  std::vector<std::string> found;
  for (const auto& [other, name] : k_other_names)
    if (other == word && std::ranges::find(known, name) != known.end()) found.emplace_back(name);
  return found;
}

/// "jobs run-now" for each visible command or group of that name, at any depth.
void find_everywhere(const Group& group, const std::string& path, std::string_view name,
                     std::vector<std::string>& found) {
  for (const Command& each : group.commands)
    if (!each.hidden && has_name(each.names, name)) found.push_back(path + std::string(name));
  for (const Group* each : group.groups) {
    if (each->hidden) continue;
    if (each->name == name) found.push_back(path + std::string(name));
    find_everywhere(*each, path + std::string(each->name) + " ", name, found);
  }
}

/// Too many places are as good as none.
std::vector<std::string> elsewhere(const Group& root, const std::string& word) {
  constexpr std::size_t k_most = 3;
  std::vector<std::string> found;
  find_everywhere(root, "", word, found);
  return found.size() > k_most ? std::vector<std::string>{} : found;
}

/// "jobs" for "job"
std::vector<std::string> plural(const std::string& word, const std::vector<std::string>& known) {
  return std::ranges::find(known, word + "s") == known.end() ? std::vector<std::string>{} : std::vector{word + "s"};
}

/// What was probably meant, as it would be typed behind the group's path or behind the program. Whoever names no group
/// has probably left it out.
std::vector<std::string> meant(const Group& root, const Group& group, const std::string& word) {
  const auto known = names_in(group);
  auto names = plural(word, known);
  if (names.empty() && &group == &root) names = elsewhere(root, word);
  if (names.empty()) names = by_other_name(word, known);
  return names.empty() ? likely_names(word, known) : names;
}

std::string plain_words(const Words& words) {
  std::string text;
  for (const auto& word : words) {
    if (word.starts_with('-')) break;
    text += " " + word;
  }
  return text;
}

/// The option that the error is about, among the words in front of the first name.
const std::string* refused_option(const Error& error, const Words& words) {
  for (const auto& word : words) {
    const std::string told = "No such option: " + word.substr(0, word.find('='));
    if (error.message == told || error.message.starts_with(told + ".")) return &word;
  }
  return nullptr;
}

/// The command that the words lead to. A word that names nothing may be an option's value.
std::pair<const Command*, std::string> command_behind(const Group& start, const Words& words) {
  const Group* group = &start;
  std::string path;
  for (const auto& word : words) {
    if (word.starts_with('-')) continue;
    const Group* next = find_group(*group, word);
    const Command* command = next == nullptr ? find_command(*group, word) : nullptr;
    if (next == nullptr && command == nullptr) continue;
    path += (path.empty() ? "" : " ") + word;
    if (command != nullptr) return {command, path};
    group = next;
  }
  return {nullptr, path};
}

}  // namespace

Error unknown_command(const Group& root, const Group& group, const std::string& path, const std::string& word,
                      const Words& rest) {
  const std::string problem = "No such command '" + word + "'.";
  if (word.find(' ') != std::string::npos) return usage_error(problem, "It is one word, with a blank in it");
  if (word == "help") return usage_error(problem, "`" + path + plain_words(rest) + " -h` shows help");
  auto names = meant(root, group, word);
  for (auto& name : names) name = "'" + name + "'";
  return usage_error(problem, did_you_mean(names));
}

std::optional<Error> eaten_name(const Group& group, const std::string& profile, const std::string& word) {
  const Group* next = find_group(group, profile);
  if (next == nullptr || (find_group(*next, word) == nullptr && find_command(*next, word) == nullptr))
    return std::nullopt;
  return usage_error("No such command '" + word + "'.",
                     "--profile has taken '" + profile + "' for its value: the name of a profile is missing");
}

Error misplaced_option(Error error, const Group& group, const Words& words) {
  const std::string* option = refused_option(error, words);
  const auto [command, path] = command_behind(group, words);
  if (option == nullptr || command == nullptr) return error;
  const auto known = names_of(accepted_options(*command));
  const std::string name = option->substr(0, option->find('='));
  if (std::ranges::find(known, name) == known.end()) return error;
  return usage_error("No such option: " + name + ".", "It goes behind '" + path + "', which takes it");
}

}  // namespace dbc::cli
