#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "dbc/emulator/http/limits.hpp"
#include "dbc/emulator/http/server.hpp"
#include "support/http_client.hpp"
#include "support/workspace_fixture.hpp"

// What a peer may send before and after it has shown a token.

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::HttpClient;
using dbc::test::WorkspaceFixture;

namespace {

constexpr std::string_view k_bearer = "Authorization: Bearer secret\r\n";
constexpr std::string_view k_me = "/api/2.0/preview/scim/v2/Me";
const std::string k_post = "POST /api/2.0/clusters/start HTTP/1.1\r\nHost: localhost\r\n";

struct LimitedServer : WorkspaceFixture {
  explicit LimitedServer(const ServerOptions& options = {}) {
    REQUIRE(workspace->set_token("secret"));
    auto started = Server::start(*workspace, options);
    if (!started) FAIL(started.error().message);
    server = std::move(*started);
  }
  [[nodiscard]] std::unique_ptr<HttpClient> connect() const { return std::make_unique<HttpClient>(server->port()); }
  /// A connection without a token whose body never comes.
  [[nodiscard]] std::unique_ptr<HttpClient> stall() const {
    auto client = connect();
    client->send(k_post + "Content-Length: 10\r\n\r\n{");
    return client;
  }
  [[nodiscard]] static int ask(HttpClient& client) { return client.request("GET", k_me, k_bearer, "").status; }

  std::unique_ptr<Server> server;
};

}  // namespace

TEST_CASE("server: a head that two readers could take for two is refused, and the connection ends",
          "[emulator][server][limits]") {
  LimitedServer fixture;
  const auto [fields, status] = GENERATE(table<std::string, int>({
      {"Content-Length: 2\r\nContent-Length: 2\r\n", 400},
      {"Content-Length: 2, 2\r\n", 400},
      {"Content-Length: +2\r\n", 400},
      {"Content-Length: 0x2\r\n", 400},
      {"Content-Length: 99999999999999999999\r\n", 400},
      {"Content-Length:\r\n", 400},
      {"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", 400},
      {"Transfer-Encoding: gzip\r\n", 400},
      {"Transfer-Encoding: gzip, chunked\r\n", 400},
      {"Transfer-Encoding: chunked, chunked\r\n", 400},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Transfer-Encoding: identity\r\n", 400},
      {"Transfer-Encoding: xchunked\r\n", 400},
      {"Transfer-Encoding : chunked\r\n", 400},
      {"Content-Length : 2\r\n", 400},
      {"X: a\r\n b\r\nContent-Length: 2\r\n", 400},
      {"X: a\r\n\tContent-Length: 2\r\n", 400},
      {" X: a\r\n", 400},
      {std::string("X: a\0b\r\n", 8), 400},
      {std::string("X\0: a\r\n", 7), 400},
      {"X: a\nContent-Length: 2\r\n", 400},
      {"X: a\rContent-Length: 2\r\n", 400},
      {"Expect: 200-ok\r\nContent-Length: 2\r\n", 417},
      {"Expect: 100-continue\r\nExpect: x\r\n", 417},
  }));
  INFO(fields);
  auto client = fixture.connect();
  client->send(k_post + std::string(k_bearer) + fields + "\r\n{}GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto answer = client->receive();
  CHECK(answer.status == status);
  CHECK(answer.headers.at("connection") == "close");
  CHECK(client->is_closed_by_peer());
}

TEST_CASE("server: HTTP/1.0 has no chunks, and knows no Expect", "[emulator][server][limits]") {
  LimitedServer fixture;
  const auto answer_to = [&](const std::string& fields, const std::string& body) {
    auto client = fixture.connect();
    client->send("POST /api/2.0/clusters/start HTTP/1.0\r\n" + std::string(k_bearer) + fields + "\r\n" + body);
    return client->receive();
  };
  const auto chunked = answer_to("Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
  CHECK(chunked.status == 400);
  CHECK(chunked.body.find("Cluster") == std::string::npos);
  const auto whole = answer_to("Expect: 100-continue\r\nContent-Length: 18\r\n", R"({"cluster_id":"x"})");
  CHECK(whole.status == 400);
  CHECK(whole.body.find("Cluster x does not exist") != std::string::npos);
}

TEST_CASE("server: header fields are counted", "[emulator][server][limits]") {
  LimitedServer fixture;
  std::string fields;
  while (fields.size() / 6 < k_max_header_fields) fields += "X: y\r\n";
  auto client = fixture.connect();
  const auto answer = client->request("GET", "/", fields, "");
  CHECK(answer.status == 431);
  CHECK(fixture.connect()->request("GET", "/", fields.substr(3 * 6), "").status == 200);
}

TEST_CASE("server: the head of a chunk and its trailer end somewhere", "[emulator][server][limits]") {
  LimitedServer fixture;
  const auto begin = GENERATE(as<std::string>{}, "1;", "1;a=", "1;a=\"", "0\r\n", "0\r\nX: ", "00000000000000000000");
  const auto with_token = GENERATE(false, true);
  auto client = fixture.connect();
  client->send_as_far_as_possible(k_post + (with_token ? std::string(k_bearer) : "") +
                                  "Transfer-Encoding: chunked\r\n\r\n" + begin + std::string(1 << 20, 'a'));
  INFO(begin);
  const auto answer = client->receive();
  CHECK((answer.status == 400 || answer.status == 401 || answer.status == 431));
  CHECK(answer.headers.at("connection") == "close");
}

TEST_CASE("server: a header has a time of its own once it has begun", "[emulator][server][limits]") {
  LimitedServer fixture({.header_timeout = std::chrono::milliseconds(50)});
  auto silent = fixture.connect();
  auto slow = fixture.connect();
  slow->send("GET / HTTP/1.1\r\nHost: loc");
  CHECK(slow->is_closed_by_peer());
  CHECK(fixture.ask(*silent) == 200);
  silent->send("GET / HT");
  CHECK(silent->is_closed_by_peer());
}

TEST_CASE("server: who has a token gets in while others stall", "[emulator][server][limits]") {
  LimitedServer fixture({.max_connections = 3});
  std::vector<std::unique_ptr<HttpClient>> stalled;
  for (int i = 0; i < 3; ++i) stalled.push_back(fixture.stall());
  auto client = fixture.connect();
  CHECK(fixture.ask(*client) == 200);
  CHECK(stalled[0]->is_closed_by_peer());
  // More of them displace each other, and not the idle connection of a known sender.
  for (int i = 0; i < 3; ++i) stalled.push_back(fixture.stall());
  CHECK(stalled[1]->is_closed_by_peer());
  CHECK(fixture.ask(*client) == 200);
}

TEST_CASE("server: of one address only so many may stay unknown", "[emulator][server][limits]") {
  LimitedServer fixture({.max_unknown_connections = 2});
  auto known = fixture.connect();
  CHECK(fixture.ask(*known) == 200);
  auto first = fixture.connect();
  CHECK(first->request("GET", "/", "", "").status == 200);
  auto second = fixture.connect();
  CHECK(second->request("GET", "/", "", "").status == 200);
  auto third = fixture.connect();
  CHECK(third->request("GET", "/", "", "").status == 200);
  CHECK(first->is_closed_by_peer());
  CHECK(second->request("GET", "/", "", "").status == 200);
  CHECK(fixture.ask(*known) == 200);
}

TEST_CASE("server: where all work for known senders, the next one waits", "[emulator][server][limits]") {
  LimitedServer fixture({.max_connections = 1});
  auto busy = fixture.connect();
  busy->send(k_post + std::string(k_bearer) + "Expect: 100-continue\r\nContent-Length: 18\r\n\r\n");
  REQUIRE(busy->receive(false).status == 100);
  auto next = fixture.connect();
  next->send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  busy->send(R"({"cluster_id":"x"})");
  CHECK(busy->receive().body.find("Cluster x does not exist") != std::string::npos);
  CHECK(next->receive().status == 200);
  CHECK(busy->is_closed_by_peer());
}

TEST_CASE("server: a large body goes the way of a small one", "[emulator][server][limits]") {
  LimitedServer fixture;
  const std::string padding(k_max_body_in_memory + 1, ' ');
  auto client = fixture.connect();
  const auto answer = client->request("POST", "/api/2.0/clusters/start", k_bearer, padding + R"({"cluster_id":"x"})");
  CHECK(answer.status == 400);
  CHECK(answer.body.find("Cluster x does not exist") != std::string::npos);
  const auto staging = fixture.folder.path() / "ws" / "files" / "staging";
  CHECK(std::filesystem::is_empty(staging));
}
