#include "emulator/execution/graph/time_parts.hpp"

#include <chrono>

namespace dbc::emulator {
namespace {

std::string padded(long long number, std::size_t width) {
  std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

}  // namespace

std::string time_part(TimePoint time, std::string_view part) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - days));
  const unsigned weekday = std::chrono::weekday(days).iso_encoding();
  const auto year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  const auto day = static_cast<unsigned>(date.day());
  std::string iso_date = padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
  if (part == "iso_date") return iso_date;
  if (part == "iso_datetime")
    return iso_date + "T" + padded(clock.hours().count(), 2) + ":" + padded(clock.minutes().count(), 2) + ":" +
           padded(clock.seconds().count(), 2) + "Z";
  if (part == "iso_weekday") return std::to_string(weekday);
  if (part == "is_weekday") return weekday <= 5 ? "true" : "false";
  if (part == "year") return std::to_string(year);
  if (part == "month") return std::to_string(month);
  if (part == "day") return std::to_string(day);
  if (part == "hour") return std::to_string(clock.hours().count());
  if (part == "minute") return std::to_string(clock.minutes().count());
  if (part == "second") return std::to_string(clock.seconds().count());
  if (part == "timestamp_ms") return std::to_string(to_epoch_millis(time));
  return {};
}

}  // namespace dbc::emulator
