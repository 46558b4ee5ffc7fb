#include "option_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <optional>

#include "dbc/base/text.hpp"
#include "likely_names.hpp"
#include "value_check.hpp"

namespace dbc::cli {
namespace {

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
  const auto meant = did_you_mean(likely_names(name, known));
  return usage_error("No such option: " + name + (meant.empty() ? "" : ". " + meant));
}

/// The word as it was typed: of "-help", CLI11 takes the -h and leaves "-elp".
std::string typed_word(const std::string& left, const Words& words) {
  const auto typed = std::ranges::find_if(words, [&](const std::string& word) {
    return word.size() > left.size() && !word.starts_with("--") && word.starts_with('-') &&
           word.ends_with(left.substr(1));
  });
  return typed == words.end() || std::ranges::find(words, left) != words.end() ? left : *typed;
}

/// CLI11 leaves what it does not know, and the "--" that ends the options; an unknown option is told before an argument
/// too many.
Result<void> refuse_extras(const Reader& reader, const Words& words, const std::vector<const Option*>& accepted) {
  for (const auto& word : reader.app.remaining())
    if (word.size() > 1 && word.starts_with('-') && word != "--")
      return no_such_option(typed_word(word, words), names_of(accepted));
  return {};
}

const Option* find_option(const std::vector<const Option*>& accepted, std::string_view name) {
  const auto it = std::ranges::find_if(accepted, [&](const Option* option) {
    return has_name(option->names, name) || (!name.empty() && option->negative == name);
  });
  return it == accepted.end() ? nullptr : *it;
}

/// "-output" for "--output": taken letter by letter it would be an -o with a strange value.
bool has_one_dash(const std::string& name, const std::vector<const Option*>& accepted) {
  return name.size() > 2 && name.starts_with('-') && !name.starts_with("--") &&
         find_option(accepted, name) == nullptr && find_option(accepted, "-" + name) != nullptr;
}

/// A word that may be `--name=value`.
struct Assignment {
  std::string name;
  std::optional<std::string> value;
  const Option* option;  ///< nullptr where the name is that of none

  [[nodiscard]] bool takes_value() const { return option != nullptr && option->type != ValueType::flag; }
};

Result<Assignment> read_assignment(const std::string& word, const std::vector<const Option*>& accepted) {
  const std::string typed = word.substr(0, word.find('='));
  if (has_one_dash(typed, accepted)) return no_such_option(typed, names_of(accepted));
  const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
  Assignment read{.name = word.substr(0, equals), .value = std::nullopt, .option = nullptr};
  if (equals != std::string::npos) read.value = word.substr(equals + 1);
  if (word.starts_with('-')) read.option = find_option(accepted, read.name);
  if (read.option != nullptr && !read.takes_value() && read.value)
    return usage_error("Option '" + read.name + "' does not take a value.");
  return read;
}

/// `--name=value` as two words, because CLI11 takes the next word where the value is empty. A flag with a value and an
/// option without one are told here.
Result<Words> split_assignments(const Words& words, const std::vector<const Option*>& accepted) {
  Words out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") {
      out.insert(out.end(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      break;
    }
    DBC_TRY(const Assignment read, read_assignment(words[i], accepted));
    out.push_back(read.takes_value() ? read.name : words[i]);
    if (!read.takes_value()) continue;
    if (!read.value && i + 1 == words.size()) return usage_error("Option '" + read.name + "' requires an argument.");
    out.push_back(read.value ? *read.value : words[++i]);
  }
  return out;
}

Result<void> parse(Reader& reader, const Words& words, const std::vector<const Option*>& accepted) {
  DBC_TRY(const Words plain, split_assignments(words, accepted));
  try {
    Words reversed(plain.rbegin(), plain.rend());
    reader.app.parse(std::move(reversed));
  } catch (const CLI::ParseError& problem) {
    return usage_error(problem.what());
  }
  return refuse_extras(reader, plain, accepted);
}

}  // namespace

const Words& OptionWords::texts_of(std::string_view name) const {
  static const Words none;
  const auto it = std::ranges::find_if(options, [&](const auto& each) { return has_name(each.first->names, name); });
  return it == options.end() ? none : it->second;
}

Result<OptionWords> read_option_words(const Words& words, const std::vector<const Option*>& accepted) {
  Reader reader(accepted);
  DBC_CHECK(parse(reader, words, accepted));
  OptionWords out;
  for (const auto& [option, read] : reader.options)
    out.options.emplace_back(option, read->count() > 0 ? read->results() : Words{});
  out.words = reader.words->results();
  return out;
}

}  // namespace dbc::cli
