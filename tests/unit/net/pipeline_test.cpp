#include "dbc/net/pipeline.hpp"

#include <catch2/catch.hpp>

#include "support/fake_transport.hpp"

using namespace dbc;
using namespace dbc::net;
using test::FakeTransport;

namespace {

class NoWait final : public Sleeper {
 public:
  void sleep_for(std::chrono::milliseconds) override {}
};

struct Bench {
  std::shared_ptr<FakeTransport::Record> record = std::make_shared<FakeTransport::Record>();
  std::vector<std::string> lines = {};

  std::unique_ptr<Transport> chain(PipelineOptions options) {
    return make_pipeline(std::make_unique<FakeTransport>(record), std::move(options));
  }
  LogOptions log() {
    return {.sink = [this](std::string_view line) { lines.emplace_back(line); }};
  }
  [[nodiscard]] std::string all_lines() const {
    std::string all;
    for (const auto& line : lines) all += line + "\n";
    return all;
  }
};

Response ok(const std::string& body) { return Response{.status = 200, .body = body}; }

}  // namespace

TEST_CASE("Headers: replace, find and remove without regard to case", "[net][headers]") {
  Headers headers;
  headers.add("A", "1");
  headers.add("b", "2");
  headers.add("a", "3");
  headers.set("a", "4");
  REQUIRE(headers.fields().size() == 2);
  CHECK(*headers.find("A") == "4");
  headers.remove("B");
  CHECK(headers.find("b") == nullptr);
}

TEST_CASE("identity: adds its headers and respects those that are there", "[net][identity]") {
  Bench bench;
  bench.record->outcomes = {ok(""), ok("")};
  const auto chain = bench.chain({.identity = {.user_agent = "dbc/1", .request_id = "id-1"}});
  REQUIRE(chain->send({}));
  Request own;
  own.headers.set("user-agent", "mine");
  REQUIRE(chain->send(own));
  CHECK(*bench.record->requests[0].headers.find("User-Agent") == "dbc/1");
  CHECK(*bench.record->requests[0].headers.find("X-Request-Id") == "id-1");
  CHECK(*bench.record->requests[1].headers.find("User-Agent") == "mine");
  CHECK(user_agent_token("a b/c\r\n1.0") == "a-b-c--1.0");
}

TEST_CASE("authorization: is asked for before every attempt", "[net][authorization]") {
  Bench bench;
  bench.record->outcomes = {Response{.status = 429}, ok("")};
  int asked = 0;
  const auto chain =
      bench.chain({.retry = RetryOptions{.sleeper = std::make_shared<NoWait>()},
                   .authorization = [&asked]() -> Result<std::string> { return "Bearer " + std::to_string(++asked); }});
  REQUIRE(chain->send({}));
  REQUIRE(bench.record->requests.size() == 2);
  CHECK(*bench.record->requests[0].headers.find("Authorization") == "Bearer 1");
  CHECK(*bench.record->requests[1].headers.find("Authorization") == "Bearer 2");
}

TEST_CASE("authorization: an error ends the request, an empty text sends no header", "[net][authorization]") {
  Bench bench;
  bench.record->outcomes = {ok("")};
  const auto failing = bench.chain({.authorization = []() -> Result<std::string> {
    return Error{.kind = ErrorKind::config, .message = "no token"};
  }});
  CHECK(failing->send({}).error().message == "no token");
  CHECK(bench.record->requests.empty());
  const auto silent = bench.chain({.authorization = []() -> Result<std::string> { return std::string(); }});
  REQUIRE(silent->send({}));
  CHECK(bench.record->requests.at(0).headers.find("Authorization") == nullptr);
}

TEST_CASE("log: shows the exchange without its secrets", "[net][log]") {
  Bench bench;
  Response response = ok(R"({"token_value": "dapi11112222333344445555"})");
  response.headers.add("Set-Cookie", "session=hush");
  response.headers.add("Content-Type", "application/json");
  bench.record->outcomes = {response};
  const auto chain = bench.chain({.identity = {.user_agent = "dbc/1"},
                                  .authorization = []() -> Result<std::string> { return std::string("Bearer hush"); },
                                  .log = bench.log()});
  REQUIRE(chain->send({.method = "POST", .target = "/api?path=%2Fa&x=hush", .body = R"({"string_value": "hush"})"}));
  const std::string all = bench.all_lines();
  INFO(all);
  CHECK(all.find("> POST /api?path=%2Fa&x=**REDACTED**\n") == 0);
  CHECK(all.find("> User-Agent: dbc/1") != std::string::npos);
  CHECK(all.find("< 200 after ") != std::string::npos);
  CHECK(all.find("< Content-Type: application/json") != std::string::npos);
  CHECK(all.find("hush") == std::string::npos);
  CHECK(all.find("1111") == std::string::npos);
}

TEST_CASE("log: one line each, cut at a character, and failures too", "[net][log]") {
  Bench bench;
  bench.record->outcomes = {ok("a\nb\x1b[31m"), ok("\xC3\xA9\xC3\xA9\xC3\xA9"), Error{.message = "gone"}};
  LogOptions options = bench.log();
  options.longest_body = 16;
  const auto chain = bench.chain({.retry = {}, .log = options});
  REQUIRE(chain->send({}));
  CHECK(bench.lines.back() == "< a\\nb\\x1b[31m");
  options.longest_body = 3;
  const auto narrow = bench.chain({.log = options});
  REQUIRE(narrow->send({}));
  CHECK(bench.lines.back() == "< \xC3\xA9 (4 more bytes)");
  CHECK_FALSE(narrow->send({}));
  CHECK(bench.lines.back().find("gone") != std::string::npos);
}

TEST_CASE("log: a stream is shown by its size", "[net][log]") {
  Bench bench;
  bench.record->outcomes = {ok("")};
  Request request{.method = "PUT"};
  request.body_source = BodySource{.size = 5, .read = {}, .rewind = {}};
  REQUIRE(bench.chain({.log = bench.log()})->send(request));
  CHECK(bench.lines[1] == "> (a stream of 5 bytes)");
}

TEST_CASE("log: tells the length of a body that goes to a sink", "[net][log]") {
  Bench bench;
  bench.record->outcomes = {ok("eleven byte"), Response{.status = 404, .body = "no"}};
  const auto chain = bench.chain({.log = bench.log()});
  std::string received;
  Request request;
  request.sink = [&received](std::string_view part) -> Result<void> {
    received += part;
    return {};
  };
  REQUIRE(chain->send(request));
  CHECK(received == "eleven byte");
  CHECK(bench.all_lines().find("11 bytes") != std::string::npos);
  CHECK(bench.all_lines().find("eleven") == std::string::npos);
  REQUIRE(chain->send(request));
  CHECK(bench.all_lines().find(" 2 bytes") != std::string::npos);
}
