#include "dbc/cli/parser.hpp"

#include <algorithm>

#include "invocation_rules.hpp"
#include "option_words.hpp"

namespace dbc::cli {
namespace {

/// How many of the words belong to the options in front of the next name.
std::size_t count_leading(const Group& group, const Words& words) {
  std::size_t count = 0;
  while (count < words.size() && words[count].size() > 1 && words[count].starts_with('-')) {
    const bool with_value = group.takes_profile && words[count] == "--profile";
    count = std::min(count + (with_value ? 2 : 1), words.size());
  }
  return count;
}

/// A command that takes the words of another one cannot tell whose option was meant.
Error explained(Error error, const Command& command) {
  const bool takes_words = std::ranges::any_of(
      command.options, [](const Option& option) { return is_argument(option) && option.repeatable; });
  if (!takes_words || !error.hint.empty()) return error;
  return std::move(error).with_hint("Options of the program itself go behind --");
}

}  // namespace

Result<Leading> parse_leading(const Group& group, const Words& words) {
  const auto rest = words.begin() + static_cast<std::ptrdiff_t>(count_leading(group, words));
  DBC_TRY(const auto read, read_option_words({words.begin(), rest}, leading_options(group)));
  Leading leading{.options = {}, .rest = {rest, words.end()}};
  leading.options.version = !read.texts_of("--version").empty();
  leading.options.help = !read.texts_of("--help").empty();
  if (!read.texts_of("--profile").empty()) leading.options.profile = read.texts_of("--profile").back();
  leading.options.debug = !read.texts_of("--debug").empty();
  return leading;
}

Result<Invocation> parse_command(const Command& command, const std::string& path, const Words& words) {
  const auto read_words = read_option_words(words, accepted_options(command));
  if (!read_words) return explained(read_words.error(), command);
  const OptionWords& read = *read_words;
  Invocation invocation(command, path);
  invocation.help = !read.texts_of("--help").empty();
  if (invocation.help) return invocation;
  for (const auto& [option, texts] : read.options) DBC_CHECK(store_texts(invocation, *option, texts));
  DBC_CHECK(place_words(invocation, read.words));
  DBC_CHECK(check_presence(invocation));
  DBC_CHECK(read_modern(invocation));
  invocation.profile = invocation.text("profile");
  invocation.debug = invocation.flag("debug");
  return invocation;
}

}  // namespace dbc::cli
