#include "time_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

#include "dbc/base/text.hpp"

namespace dbc::commands {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  std::int64_t millis;
};
/// The longest first.
constexpr std::array k_units{Unit{"w", 604'800'000}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
                             Unit{"m", 60'000},      Unit{"s", 1000},       Unit{"ms", 1}};
constexpr std::int64_t k_longest = 3'000'000'000'000'000;  // some 95,000 years, far from an overflow

Error not_a_time(std::string_view text) {
  return {.kind = ErrorKind::usage,
          .message = "'" + std::string(text) + "' is not a time of RFC 3339, such as 2026-11-21T16:30:00Z."};
}

Error not_a_length(std::string_view text) {
  return {.kind = ErrorKind::usage,
          .message = "'" + std::string(text) + "' is not a length of time, such as 90s, 2h, 3d or 1h30m."};
}

/// Takes `count` digits, or as many as there are where it is 0.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t count) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto size = count == 0 ? digits : count;
  if (size == 0 || size > digits || size > 18) return std::nullopt;
  std::int64_t number = 0;
  (void)std::from_chars(text.data(), text.data() + size, number);
  text.remove_prefix(size);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

/// "HH:MM"
std::optional<milliseconds> take_minutes(std::string_view& text) {
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 23 || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

/// ":SS" with a fraction of any length, of which milliseconds count.
std::optional<milliseconds> take_seconds(std::string_view& text) {
  if (!take(text, ":")) return std::nullopt;
  const auto seconds = take_number(text, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  milliseconds time = std::chrono::seconds{*seconds};
  if (!take(text, ".")) return time;
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0) return std::nullopt;
  std::string fraction(text.substr(0, std::min<std::size_t>(digits, 3)));
  fraction.resize(3, '0');
  text.remove_prefix(digits);
  return time + milliseconds{std::stoi(fraction)};
}

/// "Z" or "+01:00", to the end.
std::optional<milliseconds> take_zone(std::string_view& text) {
  if (text == "Z" || text == "z") return milliseconds{0};
  const bool is_west = text.starts_with('-');
  if (!take(text, "+-")) return std::nullopt;
  const auto offset = take_minutes(text);
  if (!offset || !text.empty()) return std::nullopt;
  return is_west ? -*offset : *offset;
}

}  // namespace

std::string utc_text(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  char text[48];
  (void)std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

Result<TimePoint> parse_utc(std::string_view text) {
  std::string_view rest = text;
  const auto date = take_date(rest);
  if (!date || !take(rest, "Tt ")) return not_a_time(text);
  const auto minutes = take_minutes(rest);
  const auto seconds = minutes ? take_seconds(rest) : std::nullopt;
  const auto zone = seconds ? take_zone(rest) : std::nullopt;
  if (!zone) return not_a_time(text);
  return TimePoint{*date} + *minutes + *seconds - *zone;
}

Result<milliseconds> parse_length(std::string_view text) {
  std::string_view rest = text;
  std::int64_t total = 0;
  do {
    const auto number = take_number(rest, 0);
    const auto size = std::min(rest.find_first_of("0123456789"), rest.size());
    const auto name = rest.substr(0, size);
    const auto* unit =
        std::find_if(k_units.begin(), k_units.end(), [&](const Unit& each) { return each.name == name; });
    if (!number || unit == k_units.end() || *number > k_longest / unit->millis) return not_a_length(text);
    total += *number * unit->millis;
    rest.remove_prefix(size);
  } while (!rest.empty() && total <= k_longest);
  if (total > k_longest) return not_a_length(text);
  return milliseconds{total};
}

std::string length_text(milliseconds length) {
  std::string text;
  std::int64_t rest = length.count();
  for (const auto& unit : k_units) {
    if (unit.name == "w" || rest < unit.millis) continue;  // days are easier to read
    text += (text.empty() ? "" : " ") + std::to_string(rest / unit.millis) + std::string(unit.name);
    rest %= unit.millis;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace dbc::commands
