#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/cli/parser.hpp"
#include "option_words.hpp"

namespace dbc::cli {
namespace {

/// Options that every command understands, beside its own.
constexpr Option k_shared_options[] = {
    {.names = "--profile", .help = "Profile of the configuration file to use", .place = Place::none},
    {.names = "--debug",
     .help = "Show requests and replies on stderr, without secrets",
     .type = ValueType::flag,
     .place = Place::none},
    {.names = "--help,-h", .help = "Show this message and exit", .type = ValueType::flag, .place = Place::none},
};
constexpr Option k_version{
    .names = "--version,-v", .help = "Print the version and exit", .type = ValueType::flag, .place = Place::none};
constexpr std::string_view k_output_help = "Form of the output, in the modern spelling";
constexpr std::string_view k_output_forms = "json|text";  // judged without case by read_modern
constexpr Option k_output_short{
    .names = "-o", .help = k_output_help, .choices = k_output_forms, .place = Place::none, .modern = true};
constexpr Option k_output_both{
    .names = "--output,-o", .help = k_output_help, .choices = k_output_forms, .place = Place::none, .modern = true};
constexpr Option k_no_wait{.names = "--no-wait",
                           .help = "Return at once, in the modern spelling",
                           .type = ValueType::flag,
                           .place = Place::none};
constexpr Option k_timeout{.names = "--timeout",
                           .help = "How long to wait in the modern spelling, such as 90s or 1h30m [default: 20m]",
                           .place = Place::none};

}  // namespace

bool defines(const Command& command, std::string_view name) {
  return std::ranges::any_of(command.options, [&](const Option& option) { return has_name(option.names, name); });
}

std::vector<std::string> names_of(const std::vector<const Option*>& options) {
  std::vector<std::string> names;
  for (const Option* option : options) {
    if (is_argument(*option)) continue;
    for (const auto name : split(option->names, ',')) names.emplace_back(name);
    if (!option->negative.empty()) names.emplace_back(option->negative);
  }
  return names;
}

std::vector<const Option*> accepted_options(const Command& command) {
  std::vector<const Option*> all;
  for (const auto& option : command.options) all.push_back(&option);
  if (takes_modern_output(command)) all.push_back(defines(command, "--output") ? &k_output_short : &k_output_both);
  if (command.wait != nullptr) all.insert(all.end(), {&k_no_wait, &k_timeout});
  for (const auto& option : k_shared_options)
    if (!defines(command, canonical_name(option.names))) all.push_back(&option);
  return all;
}

std::vector<const Option*> leading_options(const Group& group) {
  std::vector<const Option*> all;
  if (group.takes_version) all.push_back(&k_version);
  if (group.takes_profile) all.insert(all.end(), {&k_shared_options[0], &k_shared_options[1]});
  all.push_back(&k_shared_options[2]);
  return all;
}

bool takes_modern_output(const Command& command) {
  return !defines(command, "-o") && command.needs == Needs::workspace;
}

std::vector<std::string> option_names(const Command& command) { return names_of(accepted_options(command)); }

}  // namespace dbc::cli
