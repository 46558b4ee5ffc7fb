#include "emulator/services/clusters/cluster_id.hpp"

#include <array>
#include <chrono>

#include "dbc/base/random.hpp"

namespace dbc::emulator {
namespace {

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string random_letters(std::size_t count) {
  constexpr std::string_view k_alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string letters;
  for (std::uint64_t left = random_uint64(); letters.size() < count; left /= k_alphabet.size())
    letters += k_alphabet[left % k_alphabet.size()];
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

}  // namespace

std::string make_cluster_id(TimePoint now) { return time_prefix(now) + random_letters(8); }

std::string make_pool_id(TimePoint now) {
  constexpr std::array<std::string_view, 8> k_words{"amber", "birch", "cobalt", "delta",
                                                    "ember", "fjord", "grove",  "heath"};
  const std::uint64_t number = random_uint64();
  return time_prefix(now) + std::string(k_words.at(number % k_words.size())) + std::to_string(number / 8 % 1000) +
         "-pool-" + random_letters(8);
}

std::int64_t make_spark_context_id() {
  constexpr std::uint64_t k_least = 1'000'000'000'000'000;
  return static_cast<std::int64_t>(k_least + random_uint64() % (8 * k_least));
}

}  // namespace dbc::emulator
