#include "dbc/net/retry.hpp"

#include <catch2/catch.hpp>

#include "support/fake_transport.hpp"

using namespace dbc;
using namespace dbc::net;
using namespace std::chrono_literals;
using test::FakeTransport;

namespace {

/// A clock that only sleeping moves.
struct Time final : Clock, Sleeper {
  TimePoint at{};
  std::vector<std::chrono::milliseconds> waits = {};
  [[nodiscard]] TimePoint now() const override { return at; }
  void sleep_for(std::chrono::milliseconds duration) override {
    at += duration;
    waits.push_back(duration);
  }
};

struct Bench {
  std::shared_ptr<Time> time = std::make_shared<Time>();
  std::shared_ptr<FakeTransport::Record> record = std::make_shared<FakeTransport::Record>();
  RetryLimits limits = {};
  std::vector<RetryNotice> notices = {};

  Result<Response> send(const Request& request) {
    const auto chain = with_retry(std::make_unique<FakeTransport>(record),
                                  {.limits = limits,
                                   .sleeper = time,
                                   .clock = time,
                                   .random = [] { return 0.0; },
                                   .notify = [this](const RetryNotice& notice) { notices.push_back(notice); }});
    return chain->send(request);
  }
};

Response answer(int status, const char* retry_after = nullptr) {
  Response response{.status = status};
  if (retry_after != nullptr) response.headers.set("Retry-After", retry_after);
  return response;
}

Error lost(bool sent, bool transient = true) {
  return {
      .kind = ErrorKind::network, .message = "lost", .network = NetworkDetail{.sent = sent, .transient = transient}};
}

}  // namespace

TEST_CASE("retry_delay: doubles up to its bound and spreads over the upper half", "[net][retry]") {
  const RetryLimits limits{.first_delay = 1s, .longest_delay = 10s};
  CHECK(retry_delay(1, limits, {}, 0.0) == 500ms);
  CHECK(retry_delay(1, limits, {}, 0.5) == 750ms);
  CHECK(retry_delay(3, limits, {}, 0.0) == 2s);
  CHECK(retry_delay(5, limits, {}, 0.0) == 5s);
  CHECK(retry_delay(1'000'000, limits, {}, 0.999) < 10s);
}

TEST_CASE("retry_delay: Retry-After is a floor and not bounded by the doubling", "[net][retry]") {
  const RetryLimits limits{};
  CHECK(retry_delay(1, limits, 0ms, 0.9) == 0ms);
  CHECK(retry_delay(1, limits, 40s, 0.0) == 40s);
  CHECK(retry_delay(6, limits, 40s, 0.5) == 40500ms);
}

TEST_CASE("parse_retry_after: seconds, dates and nonsense", "[net][retry]") {
  const TimePoint now{std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}};
  CHECK(parse_retry_after(" 7 ", now) == 7s);
  CHECK(parse_retry_after("0", now) == 0s);
  CHECK(parse_retry_after("99999999999999999999999", now) == 24h);
  CHECK(parse_retry_after("Thu, 29 Feb 2024 00:01:30 GMT", now) == 90s);
  CHECK(parse_retry_after("Wed, 28 Feb 2024 00:00:00 GMT", now) == 0s);
  CHECK(parse_retry_after("Thu, 29 Feb 9999 00:01:30 GMT", now) == 24h);
  for (const char* nonsense : {"", "-1", "1.5", "soon", "Thu, 99 Feb", "7s"})
    CHECK_FALSE(parse_retry_after(nonsense, now));
}

TEST_CASE("may_retry: what each method may repeat", "[net][retry]") {
  struct Case {
    const char* method;
    int status;
    const char* retry_after;
    bool repeatable;
    bool expected;
  };
  const auto c = GENERATE(values<Case>({
      {"GET", 429, nullptr, true, true},    {"POST", 429, nullptr, true, true},  {"PATCH", 429, nullptr, true, true},
      {"POST", 429, nullptr, false, true},  {"GET", 503, nullptr, true, true},   {"PUT", 503, nullptr, true, true},
      {"DELETE", 503, nullptr, true, true}, {"POST", 503, nullptr, true, false}, {"POST", 503, "1", true, true},
      {"PATCH", 503, "1", true, true},      {"POST", 503, "1", false, false},    {"PUT", 503, nullptr, false, false},
      {"POST", 413, "1", true, true},       {"POST", 413, nullptr, true, false}, {"GET", 500, "1", true, false},
      {"GET", 502, nullptr, true, false},   {"GET", 504, nullptr, true, false},  {"GET", 200, "1", true, false},
      {"GET", 404, nullptr, true, false},
  }));
  CAPTURE(c.method, c.status, c.repeatable);
  const Request request{.method = c.method, .repeatable = c.repeatable};
  CHECK(may_retry(request, answer(c.status, c.retry_after)) == c.expected);
}

TEST_CASE("may_retry: without an answer it matters whether the request was sent", "[net][retry]") {
  CHECK(may_retry(Request{.method = "POST"}, lost(false)));
  CHECK(may_retry(Request{.method = "POST", .repeatable = false}, lost(false)));
  CHECK_FALSE(may_retry(Request{.method = "POST"}, lost(true)));
  CHECK_FALSE(may_retry(Request{.method = "PATCH"}, lost(true)));
  CHECK(may_retry(Request{.method = "GET"}, lost(true)));
  CHECK_FALSE(may_retry(Request{.method = "GET", .repeatable = false}, lost(true)));
  CHECK_FALSE(may_retry(Request{.method = "GET"}, lost(false, false)));
  CHECK_FALSE(may_retry(Request{.method = "GET"}, Error{.kind = ErrorKind::io, .message = "disk full"}));
}

TEST_CASE("retry: waits as told, then brings the success", "[net][retry]") {
  Bench bench;
  bench.record->outcomes = {answer(429, "3"), answer(429), Response{.status = 200, .body = "ok"}};
  const auto result = bench.send({.method = "POST", .body = "x"});
  REQUIRE(result);
  CHECK(result->body == "ok");
  CHECK(bench.time->waits == std::vector<std::chrono::milliseconds>{3s, 1s});
  REQUIRE(bench.notices.size() == 2);
  CHECK(bench.notices[0].reason == "status 429");
  CHECK(bench.notices[1].attempt == 2);
}

TEST_CASE("retry: the last answer is the result when all attempts are used", "[net][retry]") {
  Bench bench;
  bench.record->outcomes.assign(10, answer(503));
  const auto result = bench.send({});
  REQUIRE(result);
  CHECK(result->status == 503);
  CHECK(bench.record->requests.size() == 7);
}

TEST_CASE("retry: a lost connection has fewer attempts", "[net][retry]") {
  Bench bench;
  bench.record->outcomes.assign(10, lost(false));
  const auto result = bench.send({});
  REQUIRE_FALSE(result);
  CHECK(result.error().message == "lost");
  CHECK(bench.record->requests.size() == 4);
}

TEST_CASE("retry: never waits beyond the total", "[net][retry]") {
  Bench bench;
  bench.record->outcomes = {answer(429, "200"), answer(429, "200"), answer(200)};
  CHECK(bench.send({})->status == 429);
  CHECK(bench.time->waits.size() == 1);
}

TEST_CASE("retry: rewinds a streamed body, and gives up where that is impossible", "[net][retry]") {
  const bool can_rewind = GENERATE(true, false);
  Bench bench;
  bench.record->outcomes = {answer(429), answer(200)};
  int rewinds = 0;
  Request request{.method = "PUT"};
  request.body_source =
      BodySource{.size = 0, .read = [](char*, std::size_t) { return Result<std::size_t>(0U); }, .rewind = {}};
  if (can_rewind)
    request.body_source->rewind = [&rewinds]() -> Result<void> {
      ++rewinds;
      return {};
    };
  CHECK(bench.send(request)->status == (can_rewind ? 200 : 429));
  CHECK(rewinds == (can_rewind ? 1 : 0));
}

namespace {

/// Delivers a part of the body, then loses the connection.
class BreakingTransport final : public Transport {
 public:
  explicit BreakingTransport(int& attempts) : attempts_(attempts) {}
  Result<Response> send(const Request& request) override {
    ++attempts_;
    DBC_CHECK(request.sink("half"));
    return lost(true);
  }

 private:
  int& attempts_;
};

/// A request whose body is received there.
Request into(std::string& received) {
  Request request;
  request.sink = [&received](std::string_view part) -> Result<void> {
    received += part;
    return {};
  };
  return request;
}

}  // namespace

TEST_CASE("retry: what a sink has received is not sent to it twice", "[net][retry]") {
  int attempts = 0;
  std::string received;
  const auto chain = with_retry(std::make_unique<BreakingTransport>(attempts), {.sleeper = std::make_shared<Time>()});
  Request request = into(received);
  CHECK_FALSE(chain->send(request));
  CHECK(attempts == 1);
  CHECK(received == "half");
}

TEST_CASE("retry: a sink that can forget receives the body anew", "[net][retry]") {
  int attempts = 0;
  int restarts = 0;
  std::string received;
  const auto chain = with_retry(std::make_unique<BreakingTransport>(attempts), {.sleeper = std::make_shared<Time>()});
  Request request = into(received);
  request.restart_sink = [&] {
    ++restarts;
    received.clear();
  };
  CHECK_FALSE(chain->send(request));
  CHECK(attempts > 1);
  CHECK(restarts == attempts - 1);
  CHECK(received == "half");
}
