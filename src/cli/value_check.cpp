#include "value_check.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "dbc/base/text.hpp"
#include "dbc/cli/dbfs_path.hpp"

namespace dbc::cli {
namespace {

bool is_integer(std::string_view text) {
  text = trim(text);
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  if (text.empty() || text.front() == '_' || text.back() == '_' || text.find("__") != std::string_view::npos)
    return false;
  return std::ranges::all_of(text, [](char c) { return c == '_' || (c >= '0' && c <= '9'); });
}

bool is_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 12> words{"true",  "t", "1", "yes", "y", "on",
                                                   "false", "f", "0", "no",  "n", "off"};
  return std::ranges::find(words, to_lower(trim(text))) != words.end();
}

/// "'--language' / '-l'"
std::string quoted_names(const Option& option) {
  return "'" + replace_all(std::string(option.names), ",", "' / '") + "'";
}

Error invalid_value(const Option& option, const std::string& problem) {
  return usage_error("Invalid value for " + quoted_names(option) + ": " + problem);
}

std::string quoted_choices(std::string_view choices) {
  return "'" + replace_all(std::string(choices), "|", "', '") + "'";
}

std::string capitalised(std::string_view word) { return to_upper(word.substr(0, 1)) + std::string(word.substr(1)); }

Result<std::string> check_choice(const Option& option, const std::string& text) {
  std::string value = option.type == ValueType::choice_folded ? to_upper(text) : text;
  const auto choices = split(option.choices, '|');
  if (std::ranges::find(choices, std::string_view(value)) != choices.end()) return value;
  if (option.type == ValueType::choice_folded)
    return invalid_value(option, capitalised(bare_name(option)) + " must be one of: " +
                                     replace_all(std::string(option.choices), "|", ", ") + " (not '" + text + "')");
  return invalid_value(option, "'" + text + "' is not one of " + quoted_choices(option.choices) + ".");
}

long long unit_millis(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1000;
  if (unit == "m") return 60'000;
  return unit == "h" ? 3'600'000 : 0;
}

}  // namespace

Error usage_error(std::string message, std::string hint) {
  return {.kind = ErrorKind::usage, .message = std::move(message), .hint = std::move(hint)};
}

Result<std::string> check_value(const Option& option, std::string text) {
  switch (option.type) {
    case ValueType::integer:
      if (!is_integer(text)) return invalid_value(option, "'" + text + "' is not a valid integer.");
      return text;
    case ValueType::boolean:
      if (!is_boolean(text)) return invalid_value(option, "'" + text + "' is not a valid boolean.");
      return text;
    case ValueType::choice:
    case ValueType::choice_folded:
      return check_choice(option, text);
    case ValueType::existing_path:
      if (::access(text.c_str(), F_OK) != 0) return invalid_value(option, "Path '" + text + "' does not exist.");
      return text;
    case ValueType::dbfs_path:
      DBC_CHECK(check_dbfs_path(text));
      return text;
    default:
      return text;
  }
}

Result<long long> parse_duration(std::string_view text) {
  const std::string whole(text);
  long long total = 0;
  while (!text.empty()) {
    long long amount = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), amount);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
    const long long millis = unit_millis(unit);
    if (problem != std::errc{} || millis == 0 || amount < 0 || amount > 1'000'000)
      return usage_error("Invalid value for '--timeout': '" + whole + "' is not a duration such as 90s, 20m or 1h30m.");
    total += amount * millis;
    text.remove_prefix(unit.size());
  }
  if (total == 0)
    return usage_error("Invalid value for '--timeout': '" + whole + "' is not a duration such as 90s, 20m or 1h30m.");
  return total;
}

}  // namespace dbc::cli
