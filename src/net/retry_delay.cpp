#include <time.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "dbc/base/text.hpp"
#include "dbc/net/retry.hpp"

namespace dbc::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_longest_retry_after = std::chrono::hours{24};

milliseconds doubled(milliseconds first, int times, milliseconds bound) {
  milliseconds delay = first;
  for (int i = 0; i < times && delay < bound; ++i) delay *= 2;
  return std::min(delay, bound);
}

std::optional<milliseconds> parse_seconds(std::string_view text) {
  unsigned long seconds = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (status == std::errc::result_out_of_range) return k_longest_retry_after;
  if (status != std::errc{}) return std::nullopt;
  const auto bounded = std::min<unsigned long>(seconds, 24UL * 60 * 60);
  return std::chrono::seconds{static_cast<long>(bounded)};
}

std::optional<milliseconds> parse_date(const std::string& text, TimePoint now) {
  tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const auto then = TimePoint{std::chrono::seconds{::timegm(&parts)}};
  return std::clamp<milliseconds>(then - now, milliseconds{0}, k_longest_retry_after);
}

}  // namespace

milliseconds retry_delay(int attempt, const RetryLimits& limits, std::optional<milliseconds> retry_after,
                         double random) {
  const milliseconds backoff = doubled(limits.first_delay, attempt - 1, limits.longest_delay);
  const auto spread = [random](milliseconds width) {
    return milliseconds{static_cast<long>(static_cast<double>(width.count()) * random)};
  };
  if (retry_after) return *retry_after + spread(std::min(limits.first_delay, *retry_after / 10));
  return backoff / 2 + spread(backoff / 2);
}

std::optional<milliseconds> parse_retry_after(std::string_view value, TimePoint now) {
  const auto text = trim(value);
  if (const auto seconds = parse_seconds(text)) return seconds;
  return parse_date(std::string(text), now);
}

}  // namespace dbc::net
