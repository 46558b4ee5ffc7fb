#include "emulator/services/clusters/cluster_id.hpp"

#include <array>
#include <chrono>

namespace dbc::emulator {
namespace {

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string letters_of(std::uint64_t bits, std::size_t count) {
  constexpr std::string_view k_alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string letters;
  for (; letters.size() < count; bits /= k_alphabet.size()) letters += k_alphabet[bits % k_alphabet.size()];
  return letters;
}

/// MMDD-hhmmss- in UTC.
std::string time_prefix(TimePoint now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(now - day)};
  const auto digits = [](auto duration) { return two_digits(static_cast<unsigned>(duration.count())); };
  return two_digits(static_cast<unsigned>(date.month())) + two_digits(static_cast<unsigned>(date.day())) + "-" +
         digits(time.hours()) + digits(time.minutes()) + digits(time.seconds()) + "-";
}

/// The time that an id tells: that of its making, or some moment of 2026 where ids must not depend on the clock.
TimePoint time_in_id(IdSource& ids, TimePoint now) {
  constexpr std::chrono::sys_days k_first{std::chrono::year{2026} / 1 / 1};
  constexpr std::uint64_t k_seconds = 365ULL * 24 * 60 * 60;
  return ids.is_seeded() ? TimePoint{k_first} + std::chrono::seconds{static_cast<std::int64_t>(ids.bits() % k_seconds)}
                         : now;
}

}  // namespace

std::string make_cluster_id(IdSource& ids, TimePoint now) {
  return time_prefix(time_in_id(ids, now)) + letters_of(ids.bits(), 8);
}

std::string make_pool_id(IdSource& ids, TimePoint now) {
  constexpr std::array<std::string_view, 8> k_words{"amber", "birch", "cobalt", "delta",
                                                    "ember", "fjord", "grove",  "heath"};
  const std::string prefix = time_prefix(time_in_id(ids, now));
  const std::uint64_t number = ids.bits();
  return prefix + std::string(k_words.at(number % k_words.size())) + std::to_string(number / 8 % 1000) + "-pool-" +
         letters_of(ids.bits(), 8);
}

std::int64_t make_spark_context_id(IdSource& ids) { return ids.long_number(); }

}  // namespace dbc::emulator
