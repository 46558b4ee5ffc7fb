#include "emulator/services/jobs/quartz.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <chrono>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr int k_first_year = 1970;
constexpr int k_last_year = 2099;
constexpr std::size_t k_values = 130;  // of the longest field: the years

/// The values that a field stands for, counted from its least.
using Values = std::bitset<k_values>;

struct FieldRule {
  int least;
  int most;
  std::span<const std::string_view> names = {};  ///< of least, least + 1, ...
  bool is_day_of_month = false;
  bool is_day_of_week = false;
};

constexpr std::array<std::string_view, 12> k_months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                    "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> k_days{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
constexpr std::array<int, 12> k_month_lengths{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

const std::array<FieldRule, 7> k_rules{{
    {.least = 0, .most = 59},
    {.least = 0, .most = 59},
    {.least = 0, .most = 23},
    {.least = 1, .most = 31, .is_day_of_month = true},
    {.least = 1, .most = 12, .names = k_months},
    {.least = 1, .most = 7, .names = k_days, .is_day_of_week = true},
    {.least = k_first_year, .most = k_last_year},
}};
constexpr std::size_t k_day_of_month = 3;
constexpr std::size_t k_month = 4;
constexpr std::size_t k_day_of_week = 5;
constexpr std::size_t k_year = 6;

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.front() == '-' || problem != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

/// A value of the field, by number or by name.
std::optional<int> value_of(std::string_view text, const FieldRule& rule) {
  for (std::size_t i = 0; i < rule.names.size(); ++i)
    if (equals_ignoring_case(text, rule.names[i])) return rule.least + static_cast<int>(i);
  const auto value = number(text);
  return value && *value >= rule.least && *value <= rule.most ? value : std::nullopt;
}

/// L, L-3, LW, 15W of the days of a month; these can fire in every month.
bool is_special_day_of_month(std::string_view text) {
  if (text == "L" || text == "LW") return true;
  const FieldRule& rule = k_rules[k_day_of_month];
  if (text.starts_with("L-")) return number(text.substr(2)).value_or(99) <= 30;
  return text.ends_with('W') && value_of(text.substr(0, text.size() - 1), rule).has_value();
}

/// L, 6L, FRI#3 of the days of a week.
bool is_special_day_of_week(std::string_view text) {
  if (text == "L") return true;
  const FieldRule& rule = k_rules[k_day_of_week];
  if (text.ends_with('L')) return value_of(text.substr(0, text.size() - 1), rule).has_value();
  const auto hash = text.find('#');
  if (hash == std::string_view::npos) return false;
  const int week = number(text.substr(hash + 1)).value_or(0);
  return value_of(text.substr(0, hash), rule).has_value() && week >= 1 && week <= 5;
}

void add(Values& values, const FieldRule& rule, int from, int to, int step) {
  // A range may run over the end: FRI-MON, 22-2.
  const int count = rule.most - rule.least + 1;
  const int length = to >= from ? to - from : to - from + count;
  for (int i = 0; i <= length; i += step) values.set(static_cast<std::size_t>((from - rule.least + i) % count));
}

/// `*`, `5`, `MON-FRI`, each with or without `/step`.
bool read_range(std::string_view text, const FieldRule& rule, Values& values) {
  const auto slash = text.find('/');
  const auto step = slash == std::string_view::npos ? std::optional(1) : number(text.substr(slash + 1));
  if (!step || *step < 1 || *step > rule.most) return false;
  const auto range = text.substr(0, slash);
  if (range == "*") {
    add(values, rule, rule.least, rule.most, *step);
    return true;
  }
  const auto dash = range.find('-');
  const auto from = value_of(range.substr(0, dash), rule);
  const auto last = slash == std::string_view::npos ? from : std::optional(rule.most);
  const auto to = dash == std::string_view::npos ? last : value_of(range.substr(dash + 1), rule);
  if (!from || !to) return false;
  add(values, rule, *from, *to, *step);
  return true;
}

bool read_part(std::string_view text, const FieldRule& rule, Values& values) {
  const bool is_special =
      (rule.is_day_of_month && is_special_day_of_month(text)) || (rule.is_day_of_week && is_special_day_of_week(text));
  if (!is_special) return read_range(text, rule, values);
  values.set();
  return true;
}

std::optional<Values> read_field(std::string_view text, const FieldRule& rule) {
  Values values;
  for (const auto part : split(text, ','))
    if (part.empty() || !read_part(part, rule, values)) return std::nullopt;
  return values;
}

using Expression = std::array<Values, k_rules.size()>;

/// Exactly one of the two day fields is `?`, which leaves the choice to the other.
std::optional<Expression> read_expression(std::string_view text) {
  std::vector<std::string_view> words = split(trim(text), ' ');
  std::erase_if(words, [](std::string_view word) { return word.empty(); });
  if (words.size() == k_rules.size() - 1) words.push_back("*");
  if (words.size() != k_rules.size() || (words[k_day_of_month] == "?") == (words[k_day_of_week] == "?"))
    return std::nullopt;
  Expression expression;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_open = words[i] == "?" && (i == k_day_of_month || i == k_day_of_week);
    const auto values = read_field(is_open ? "*" : words[i], k_rules.at(i));
    if (!values) return std::nullopt;
    expression.at(i) = *values;
  }
  return expression;
}

bool has_a_day(const Values& days, const Values& months) {
  for (std::size_t month = 0; month < k_month_lengths.size(); ++month)
    for (int day = 0; months[month] && day < k_month_lengths.at(month); ++day)
      if (days[static_cast<std::size_t>(day)]) return true;
  return false;
}

bool can_fire(const Expression& expression, TimePoint now) {
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
  bool has_year = false;
  for (int year = std::max(static_cast<int>(today.year()), k_first_year); year <= k_last_year; ++year)
    has_year = has_year || expression[k_year][static_cast<std::size_t>(year - k_first_year)];
  return has_year && has_a_day(expression[k_day_of_month], expression[k_month]);
}

}  // namespace

Result<void> check_quartz(std::string_view expression, TimePoint now) {
  const auto read = read_expression(expression);
  if (!read)
    return invalid_parameter("Invalid quartz_cron_expression: " + std::string(expression) +
                             ". Databricks uses Quartz cron syntax, which is different from the standard cron syntax.");
  if (!can_fire(*read, now))
    return invalid_parameter("The provided cron expression: " + std::string(expression) + " will never fire.");
  return {};
}

Result<void> check_time_zone(std::string_view id) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_allowed = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || std::string_view("/_+-:").find(c) != std::string_view::npos;
  };
  const auto parts = split(id, '/');
  const bool is_valid = !id.empty() && is_letter(id.front()) && std::ranges::all_of(id, is_allowed) &&
                        std::ranges::none_of(parts, [](std::string_view part) { return part.empty(); });
  if (is_valid) return {};
  return invalid_parameter("Invalid timezone_id: " + std::string(id) +
                           ". It must be the id of a time zone, such as Europe/London.");
}

}  // namespace dbc::emulator
