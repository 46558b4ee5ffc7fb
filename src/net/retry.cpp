#include "dbc/net/retry.hpp"

#include "dbc/base/random.hpp"

namespace dbc::net {
namespace {

using std::chrono::milliseconds;

/// Sending these twice has the effect of sending them once.
bool is_idempotent(const Request& request) {
  const auto& method = request.method;
  return request.repeatable && (method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE");
}

double system_random() { return static_cast<double>(random_uint64() >> 11U) * 0x1p-53; }

/// What one attempt came to, with what the decision to repeat it needs.
struct Verdict {
  bool retry = false;
  int attempts = 0;  ///< allowed for this kind of failure
  std::optional<milliseconds> retry_after = {};
  std::string reason = {};
};

class Retry final : public Transport {
 public:
  Retry(std::unique_ptr<Transport> next, RetryOptions options) : next_(std::move(next)), options_(std::move(options)) {
    if (!options_.random) options_.random = system_random;
  }

  Result<Response> send(const Request& request) override;

 private:
  [[nodiscard]] Verdict judge(const Request& request, const Result<Response>& outcome) const;

  std::unique_ptr<Transport> next_;
  RetryOptions options_;
};

Verdict Retry::judge(const Request& request, const Result<Response>& outcome) const {
  const auto& limits = options_.limits;
  if (!outcome)
    return {.retry = may_retry(request, outcome.error()),
            .attempts = limits.unanswered_attempts,
            .reason = outcome.error().message};
  Verdict verdict{.retry = may_retry(request, *outcome), .attempts = limits.attempts};
  if (!verdict.retry) return verdict;
  verdict.reason = "status " + std::to_string(outcome->status);
  if (const auto* value = outcome->headers.find("Retry-After"))
    verdict.retry_after = parse_retry_after(*value, options_.clock->now());
  return verdict;
}

/// The request with a sink that remembers whether it has passed anything on: what was passed on cannot be taken back.
Request observed(const Request& request, bool& delivered) {
  Request copy = request;
  copy.sink = [&sink = request.sink, &delivered](std::string_view part) {
    delivered = true;
    return sink(part);
  };
  return copy;
}

Result<bool> rewind_for_repeat(const Request& request) {
  if (request.restart_sink) request.restart_sink();
  if (!request.body_source) return true;
  if (!request.body_source->rewind) return false;
  DBC_CHECK(request.body_source->rewind());
  return true;
}

Result<Response> Retry::send(const Request& request) {
  const auto started = options_.clock->now();
  bool delivered = false;
  std::optional<Request> with_sink;
  if (request.sink && !request.restart_sink) with_sink = observed(request, delivered);
  for (int attempt = 1;; ++attempt) {
    auto outcome = next_->send(with_sink ? *with_sink : request);
    const Verdict verdict = judge(request, outcome);
    if (!verdict.retry || delivered || attempt >= verdict.attempts) return outcome;
    const auto delay = retry_delay(attempt, options_.limits, verdict.retry_after, options_.random());
    if (options_.clock->now() - started + delay > options_.limits.total) return outcome;
    DBC_TRY(const bool ready, rewind_for_repeat(request));
    if (!ready) return outcome;
    if (options_.notify) options_.notify({.attempt = attempt, .delay = delay, .reason = verdict.reason});
    options_.sleeper->sleep_for(delay);
  }
}

}  // namespace

bool may_retry(const Request& request, const Response& response) {
  const bool asked_back = response.headers.find("Retry-After") != nullptr;
  switch (response.status) {
    case 429:  // refused before anything was done
      return true;
    case 413:
      return asked_back && request.repeatable;
    case 503:
      return is_idempotent(request) || (asked_back && request.repeatable);
    default:
      return false;
  }
}

bool may_retry(const Request& request, const Error& error) {
  if (!error.network || !error.network->transient) return false;
  return !error.network->sent || is_idempotent(request);
}

std::unique_ptr<Transport> with_retry(std::unique_ptr<Transport> next, RetryOptions options) {
  return std::make_unique<Retry>(std::move(next), std::move(options));
}

}  // namespace dbc::net
