#include "dbc/cli/parser.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "dbc/base/text.hpp"
#include "value_check.hpp"

namespace dbc::cli {
namespace {

using Words = std::vector<std::string>;

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

/// CLI11 reads the words; checks and messages stay ours, so that they read like the legacy client's.
struct Reader {
  CLI::App app{"", ""};
  std::vector<std::pair<const Option*, CLI::Option*>> options;
  CLI::Option* words = nullptr;

  explicit Reader(const std::vector<const Option*>& accepted) {
    app.set_help_flag();
    app.allow_extras();
    for (const Option* option : accepted)
      if (!is_argument(*option)) options.emplace_back(option, define(*option));
    words = app.add_option("words", accept_all());
    words->expected(0, 1000)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(true);
  }

 private:
  static std::function<bool(const CLI::results_t&)> accept_all() {
    return [](const CLI::results_t&) { return true; };
  }

  /// In CLI11's notation a name after '!' says false.
  CLI::Option* define_flag(const Option& option) {
    std::string names(option.names);
    if (!option.negative.empty()) names += ",!" + std::string(option.negative);
    return app.add_flag(names)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }

  CLI::Option* define(const Option& option) {
    const std::string names(option.names);
    if (option.type == ValueType::flag) return define_flag(option)->disable_flag_override();
    auto* defined = app.add_option(names, accept_all());
    return defined->expected(1)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
};

Error no_such_option(const std::string& typed, const std::vector<std::string>& known) {
  const std::string name = typed.substr(0, typed.find('='));
  const auto near = closest_match(name, known);
  return usage_error("No such option: " + name + (near ? " Did you mean " + *near + "?" : ""));
}

/// CLI11 leaves what it does not know, and the "--" that ends the options; an unknown option is told before an argument
/// too many.
Result<void> refuse_extras(const Reader& reader, const std::vector<std::string>& known) {
  for (const auto& word : reader.app.remaining())
    if (word.size() > 1 && word.starts_with('-') && word != "--") return no_such_option(word, known);
  return {};
}

const Option* find_option(const std::vector<const Option*>& accepted, std::string_view name) {
  const auto it = std::ranges::find_if(accepted, [&](const Option* option) {
    return has_name(option->names, name) || (!name.empty() && option->negative == name);
  });
  return it == accepted.end() ? nullptr : *it;
}

/// `--name=value` as two words, because CLI11 takes the next word where the value is empty. A flag with a value and an
/// option without one are told here.
Result<Words> split_assignments(const Words& words, const std::vector<const Option*>& accepted) {
  Words out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (word == "--") {
      out.insert(out.end(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      break;
    }
    const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    const std::string name = word.substr(0, equals);
    const Option* option = word.starts_with('-') ? find_option(accepted, name) : nullptr;
    const bool takes_value = option != nullptr && option->type != ValueType::flag;
    if (option != nullptr && !takes_value && equals != std::string::npos)
      return usage_error("Option '" + name + "' does not take a value.");
    if (takes_value && equals == std::string::npos && i + 1 == words.size())
      return usage_error("Option '" + name + "' requires an argument.");
    out.push_back(takes_value ? name : word);
    if (!takes_value) continue;
    out.push_back(equals == std::string::npos ? words[++i] : word.substr(equals + 1));
  }
  return out;
}

Result<void> read(Reader& reader, const Words& words, const std::vector<const Option*>& accepted) {
  DBC_TRY(const Words plain, split_assignments(words, accepted));
  try {
    Words reversed(plain.rbegin(), plain.rend());
    reader.app.parse(std::move(reversed));
  } catch (const CLI::ParseError& problem) {
    return usage_error(problem.what());
  }
  return {};
}

Result<void> store(Invocation& invocation, const Option& option, const CLI::Option& read_option) {
  const auto name = bare_name(option);
  if (option.type == ValueType::flag) {
    if (read_option.count() > 0) invocation.add(name, read_option.results().back());
    return {};
  }
  for (const auto& text : read_option.results()) {
    DBC_TRY(std::string value, check_value(option, text));
    invocation.add(name, std::move(value));
  }
  return {};
}

/// A token typed where no value belongs must not end up in a build log.
std::string shown(const std::string& word) { return word.starts_with("dapi") ? "dapi..." : word; }

/// Words fill the declared arguments first; in the modern spelling they fill the options' slots.
Result<void> place_words(Invocation& invocation, const Words& words) {
  std::size_t at = 0;
  for (const auto& option : invocation.command().options) {
    if (!is_argument(option)) continue;
    for (; at < words.size(); ++at) {
      DBC_TRY(std::string value, check_value(option, words[at]));
      invocation.add(option.names, std::move(value));
      if (!option.repeatable) {
        ++at;
        break;
      }
    }
  }
  for (std::uint8_t slot = 1; at < words.size(); ++slot, ++at) {
    const auto& options = invocation.command().options;
    const auto option = std::ranges::find_if(options, [&](const Option& each) { return each.slot == slot; });
    if (option == options.end()) break;
    const auto name = bare_name(*option);
    DBC_TRY(std::string value, check_value(*option, words[at]));
    if (invocation.given(name) && invocation.text(name) != value)
      return usage_error("'" + value + "' and --" + std::string(name) + " " + invocation.text(name) +
                         " contradict each other.");
    if (!invocation.given(name)) invocation.add(name, std::move(value));
    invocation.modern = true;
  }
  if (at == words.size()) return {};
  Words extra;
  for (; at < words.size(); ++at) extra.push_back(shown(words[at]));
  return usage_error("Got unexpected extra argument" + std::string(extra.size() > 1 ? "s" : "") + " (" +
                     join(extra, " ") + ")");
}

/// The option that takes a name where `option` takes the id, if it was given.
const Option* given_name_of(const Invocation& invocation, const Option& option) {
  for (const auto& other : invocation.command().options)
    if (other.lookup != nullptr && other.lookup->id_option == bare_name(option) && invocation.given(bare_name(other)))
      return &other;
  return nullptr;
}

/// A whole request in --json needs no other option.
bool has_whole_request(const Invocation& invocation) {
  return invocation.command().body == BodyRule::instead && invocation.given("json");
}

Result<void> check_names(const Invocation& invocation) {
  for (const auto& option : invocation.command().options) {
    const Option* name = given_name_of(invocation, option);
    if (name != nullptr && invocation.given(bare_name(option)))
      return usage_error("Only one of ['" + std::string(bare_name(option)) + "', '" + std::string(bare_name(*name)) +
                         "'] should be provided.");
  }
  return {};
}

Result<void> check_required(const Invocation& invocation) {
  if (has_whole_request(invocation)) return {};
  for (const auto& option : invocation.command().options) {
    if (!option.required || invocation.given(bare_name(option))) continue;
    if (given_name_of(invocation, option) != nullptr) continue;
    if (is_argument(option)) return usage_error("Missing argument '" + std::string(option.names) + "'.");
    std::string message = "Missing option '" + replace_all(std::string(option.names), ",", "' / '") + "'.";
    if (!option.choices.empty())
      message += " Choose from: " + replace_all(std::string(option.choices), "|", ", ") + ".";
    return usage_error(message);
  }
  return {};
}

Result<void> check_one_of(const Invocation& invocation) {
  if (has_whole_request(invocation)) return {};
  for (const auto& rule : invocation.command().one_of) {
    const auto names = split(rule.options, '|');
    const auto count = std::ranges::count_if(names, [&](std::string_view name) { return invocation.given(name); });
    const std::string list = "['" + replace_all(std::string(rule.options), "|", "', '") + "']";
    if (count == 0 && rule.at_least_one) return usage_error("One of " + list + " must be provided.");
    if (count > 1) return usage_error("Only one of " + list + " should be provided.");
  }
  return {};
}

Result<void> read_modern(Invocation& invocation) {
  if (invocation.given("o") ||
      (takes_modern_output(invocation.command()) && !defines(invocation.command(), "--output"))) {
    const auto value = invocation.given("o") ? invocation.find("o") : invocation.find("output");
    if (value) {
      const std::string lower = to_lower(*value);
      if (lower != "json" && lower != "text")
        return usage_error("Invalid value for '--output' / '-o': '" + *value + "' is not one of 'json', 'text'.");
      invocation.modern_output = lower;
    }
  }
  invocation.no_wait = invocation.flag("no-wait");
  if (const auto text = invocation.find("timeout"); text && invocation.command().wait != nullptr) {
    DBC_TRY(const long long millis, parse_duration(*text));
    invocation.timeout = std::chrono::milliseconds(millis);
  }
  const bool file_reference = invocation.command().body != BodyRule::none && invocation.text("json").starts_with('@');
  invocation.modern |=
      invocation.modern_output.has_value() || invocation.no_wait || invocation.timeout || file_reference;
  invocation.modern |= invocation.command().modern || has_whole_request(invocation);
  return {};
}

}  // namespace

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

Result<Leading> parse_leading(const Group& group, const Words& words) {
  const auto accepted = leading_options(group);
  std::size_t count = 0;
  while (count < words.size() && words[count].size() > 1 && words[count].starts_with('-')) {
    const bool with_value = group.takes_profile && words[count] == "--profile";
    count = std::min(count + (with_value ? 2 : 1), words.size());
  }
  Reader reader(accepted);
  const Words front(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
  DBC_CHECK(read(reader, front, accepted));
  DBC_CHECK(refuse_extras(reader, names_of(accepted)));
  Leading leading{.options = {}, .rest = {words.begin() + static_cast<std::ptrdiff_t>(count), words.end()}};
  leading.options.version = group.takes_version && reader.app.count("--version") > 0;
  leading.options.help = reader.app.count("--help") > 0;
  if (group.takes_profile && reader.app.count("--profile") > 0)
    leading.options.profile = reader.app.get_option("--profile")->results().back();
  leading.options.debug = group.takes_profile && reader.app.count("--debug") > 0;
  return leading;
}

Result<Invocation> parse_command(const Command& command, const std::string& path, const Words& words) {
  const auto accepted = accepted_options(command);
  Reader reader(accepted);
  DBC_CHECK(read(reader, words, accepted));
  DBC_CHECK(refuse_extras(reader, option_names(command)));
  Invocation invocation(command, path);
  invocation.help = reader.app.count("--help") > 0;
  if (invocation.help) return invocation;
  for (const auto& [option, read_option] : reader.options) DBC_CHECK(store(invocation, *option, *read_option));
  DBC_CHECK(place_words(invocation, reader.words->results()));
  DBC_CHECK(check_required(invocation));
  DBC_CHECK(check_one_of(invocation));
  DBC_CHECK(check_names(invocation));
  DBC_CHECK(read_modern(invocation));
  invocation.profile = invocation.text("profile");
  invocation.debug = invocation.flag("debug");
  return invocation;
}

}  // namespace dbc::cli
