#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::net {

/// How long a request is worth repeating.
struct RetryLimits {
  int attempts = 7;                                 ///< for an answer that asks to come back, the first one included
  int unanswered_attempts = 4;                      ///< where no answer came at all
  std::chrono::milliseconds first_delay{1'000};     ///< doubled each time
  std::chrono::milliseconds longest_delay{32'000};  ///< bound of the doubling, not of Retry-After
  std::chrono::milliseconds total{5 * 60 * 1'000};  ///< no attempt starts later than this after the first
};

/// The wait before attempt number `attempt` + 1, where `random` in [0, 1) spreads clients. A Retry-After is a floor,
/// otherwise the wait lies between half and all of the doubled delay.
[[nodiscard]] std::chrono::milliseconds retry_delay(int attempt, const RetryLimits& limits,
                                                    std::optional<std::chrono::milliseconds> retry_after,
                                                    double random);

/// A Retry-After header: seconds, or an HTTP date. Nothing where it is neither.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, TimePoint now);

/// True where the same request may be sent again after this answer without doing anything twice.
[[nodiscard]] bool may_retry(const Request& request, const Response& response);
/// The same for a request without an answer.
[[nodiscard]] bool may_retry(const Request& request, const Error& error);

/// What a waiting user may want to be told.
struct RetryNotice {
  int attempt = 0;  ///< the attempt that failed, from 1
  std::chrono::milliseconds delay{};
  std::string reason = {};  ///< "status 429", or the error's message
};

struct RetryOptions {
  RetryLimits limits = {};
  std::shared_ptr<Sleeper> sleeper = std::make_shared<ThreadSleeper>();
  std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>();
  std::function<double()> random = {};                         ///< in [0, 1); the operating system's where absent
  std::function<void(const RetryNotice& notice)> notify = {};  ///< before each wait
};

/// Repeats what is safe to repeat. After the last attempt its outcome is the result.
[[nodiscard]] std::unique_ptr<Transport> with_retry(std::unique_ptr<Transport> next, RetryOptions options);

}  // namespace dbc::net
