#include "invocation_rules.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "dbc/base/text.hpp"
#include "value_check.hpp"

namespace dbc::cli {

std::string shown_word(const std::string& word) { return word.starts_with("dapi") ? "dapi..." : word; }

namespace {

/// Programs that set text make a dash of "--", and people copy it from there.
std::string hint_on_dash(std::span<const std::string> words) {
  for (const std::string_view dash : {"\u2013", "\u2014", "\u2212"})
    for (const auto& word : words)
      if (word.starts_with(dash))
        return "'" + shown_word(word) + "' begins with a dash ('" + std::string(dash) +
               "'), and options begin with hyphens ('--')";
  return {};
}

/// Each declared argument takes a word, the last one all that follow where it may be repeated. How many were taken.
Result<std::size_t> fill_arguments(Invocation& invocation, const Words& words) {
  std::size_t at = 0;
  for (const auto& option : invocation.command().options) {
    if (!is_argument(option)) continue;
    for (bool more = true; more && at < words.size(); ++at, more = option.repeatable) {
      DBC_TRY(std::string value, check_value(option, words[at]));
      invocation.add(option.names, std::move(value));
    }
  }
  return at;
}

const Option* option_of_slot(const Invocation& invocation, std::uint8_t slot) {
  const auto& options = invocation.command().options;
  const auto option = std::ranges::find_if(options, [&](const Option& each) { return each.slot == slot; });
  return option == options.end() ? nullptr : &*option;
}

/// The option that takes a name where `option` takes the id.
const Option* name_option_of(const Invocation& invocation, const Option& option) {
  const auto& options = invocation.command().options;
  const auto found = std::ranges::find_if(options, [&](const Option& other) {
    return other.lookup != nullptr && other.lookup->id_option == bare_name(option);
  });
  return found == options.end() ? nullptr : &*found;
}

/// The service answers a word that is no number as a malformed request, which tells nobody what was wrong.
Result<void> check_slot(const Invocation& invocation, const Option& option, const std::string& word) {
  const bool is_number = !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
  if (!option.whole_number_slot || is_number) return {};
  const Option* by_name = name_option_of(invocation, option);
  std::string hint = hint_on_dash(std::span(&word, 1));
  if (hint.empty() && by_name != nullptr && !word.empty())
    hint = "A name is given with " + std::string(by_name->names) + " " + shown_word(word);
  return usage_error(to_upper(replace_all(std::string(bare_name(option)), "-", "_")) + " is a whole number, and '" +
                         shown_word(word) + "' is not one.",
                     hint);
}

Result<void> fill_slot(Invocation& invocation, const Option& option, const std::string& word) {
  const auto name = bare_name(option);
  DBC_CHECK(check_slot(invocation, option, word));
  DBC_TRY(std::string value, check_value(option, word));
  if (invocation.given(name) && invocation.text(name) != value)
    return usage_error("'" + value + "' and --" + std::string(name) + " " + invocation.text(name) +
                       " contradict each other.");
  if (!invocation.given(name)) invocation.add(name, std::move(value));
  invocation.modern = true;
  return {};
}

Error too_many(std::span<const std::string> words) {
  Words extra;
  for (const auto& word : words) extra.push_back(shown_word(word));
  return usage_error(
      "Got unexpected extra argument" + std::string(extra.size() > 1 ? "s" : "") + " (" + join(extra, " ") + ")",
      hint_on_dash(words));
}

/// The same, if it was given.
const Option* given_name_of(const Invocation& invocation, const Option& option) {
  const Option* by_name = name_option_of(invocation, option);
  return by_name != nullptr && invocation.given(bare_name(*by_name)) ? by_name : nullptr;
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

/// The value of --output where that is the modern spelling's.
std::optional<std::string> modern_output_of(const Invocation& invocation) {
  if (invocation.given("o")) return invocation.find("o");
  const bool is_modern = takes_modern_output(invocation.command()) && !defines(invocation.command(), "--output");
  return is_modern ? invocation.find("output") : std::nullopt;
}

Result<void> read_output_form(Invocation& invocation) {
  const auto value = modern_output_of(invocation);
  if (!value) return {};
  const std::string lower = to_lower(*value);
  if (lower != "json" && lower != "text")
    return usage_error("Invalid value for '--output' / '-o': '" + *value + "' is not one of 'json', 'text'.");
  invocation.modern_output = lower;
  return {};
}

}  // namespace

Result<void> store_texts(Invocation& invocation, const Option& option, const Words& texts) {
  const auto name = bare_name(option);
  if (option.type == ValueType::flag) {
    if (!texts.empty()) invocation.add(name, texts.back());
    return {};
  }
  for (const auto& text : texts) {
    DBC_TRY(std::string value, check_value(option, text));
    invocation.add(name, std::move(value));
  }
  return {};
}

Result<void> place_words(Invocation& invocation, const Words& words) {
  DBC_TRY(std::size_t at, fill_arguments(invocation, words));
  for (std::uint8_t slot = 1; at < words.size(); ++slot, ++at) {
    const Option* option = option_of_slot(invocation, slot);
    if (option == nullptr) return too_many(std::span(words).subspan(at));
    DBC_CHECK(fill_slot(invocation, *option, words[at]));
  }
  return {};
}

Result<void> check_presence(const Invocation& invocation) {
  DBC_CHECK(check_required(invocation));
  DBC_CHECK(check_one_of(invocation));
  return check_names(invocation);
}

Result<void> read_modern(Invocation& invocation) {
  DBC_CHECK(read_output_form(invocation));
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

}  // namespace dbc::cli
