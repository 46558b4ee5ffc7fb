#include "dbc/emulator/http/server.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "support/http_client.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::HttpClient;
using dbc::test::WorkspaceFixture;

namespace {

constexpr std::string_view k_bearer = "Authorization: Bearer secret\r\n";

/// A workspace behind a socket, with the token "secret".
struct ServerFixture : WorkspaceFixture {
  ServerFixture() {
    REQUIRE(workspace->set_token("secret"));
    auto started = Server::start(*workspace, {});
    if (!started) FAIL(started.error().message);
    server = std::move(*started);
  }
  std::unique_ptr<Server> server;
};

constexpr std::string_view k_me = "/api/2.0/preview/scim/v2/Me";

}  // namespace

TEST_CASE("server: a connection serves many requests, pipelined ones in order", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient client(fixture.server->port());
  for (int i = 0; i < 3; ++i) CHECK(client.request("GET", k_me, k_bearer, "").status == 200);
  const std::string head = " HTTP/1.1\r\nHost: x\r\n" + std::string(k_bearer) + "\r\n";
  client.send("GET /" + head + "GET /nothing" + head + "GET /_internal/health" + head);
  CHECK(client.receive().headers["content-type"] == "text/html; charset=utf-8");
  CHECK(client.receive().status == 404);
  CHECK(client.receive().body == R"({"status":"ok"})");
  const auto last = client.request("GET", "/", "Connection: close\r\n", "");
  CHECK(last.headers.at("connection") == "close");
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("server: every reply names the workspace and the request", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient client(fixture.server->port());
  const auto first = client.request("GET", "/nothing", "", "");
  const auto second = client.request("GET", "/", "", "");
  CHECK_THAT(first.headers.at("x-databricks-org-id"), Catch::Matches("[0-9]{16}"));
  CHECK(second.headers.at("x-databricks-org-id") == first.headers.at("x-databricks-org-id"));
  CHECK(second.headers.at("x-request-id") != first.headers.at("x-request-id"));
}

TEST_CASE("server: credentials are checked", "[emulator][server]") {
  ServerFixture fixture;
  const auto [field, status, text] = GENERATE(table<std::string, int, std::string>({
      {"", 401, R"({"error_code":401,"message":"Credential was not sent or was of an unsupported type for this API. )"},
      {"Authorization: Digest abc\r\n", 401, R"({"error_code":401,)"},
      {"Authorization: Bearer\r\n", 401, R"({"error_code":401,)"},
      {"Authorization: Bearer wrong\r\n", 403, R"({"error_code":"403","message":"Invalid access token. [ReqId: )"},
      {"Authorization: Basic !!!\r\n", 403, R"({"error_code":"403",)"},
      {"Authorization: Basic " + base64_encode("token:wrong") + "\r\n", 403, R"({"error_code":"403",)"},
      {"Authorization: Basic " + base64_encode("me:secret") + "\r\n", 403, R"({"error_code":"403",)"},
      {"Authorization: Basic " + base64_encode("token:secret") + "\r\n", 200, R"("userName":"admin@localhost")"},
      {"authorization: bearer secret\r\n", 200, R"("userName":"admin@localhost")"},
  }));
  HttpClient client(fixture.server->port());
  const auto answer = client.request("GET", k_me, field, "");
  INFO(field << answer.body);
  CHECK(answer.status == status);
  CHECK(answer.body.find(text) != std::string::npos);
}

TEST_CASE("server: a new token replaces the old one", "[emulator][server]") {
  ServerFixture fixture;
  REQUIRE(fixture.workspace->set_token("newer"));
  HttpClient client(fixture.server->port());
  CHECK(client.request("GET", k_me, k_bearer, "").status == 403);
  CHECK(client.request("GET", k_me, "Authorization: Bearer newer\r\n", "").status == 200);
  CHECK_FALSE(fixture.workspace->set_token(""));
}

TEST_CASE("server: chunked bodies, absolute targets and HEAD are understood", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient client(fixture.server->port());
  const std::string fields = "Host: x\r\n" + std::string(k_bearer);
  client.send("POST /api/2.0/clusters/get HTTP/1.1\r\n" + fields + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  CHECK(client.receive().status == 404);
  client.send("POST /api/2.0/clusters/start HTTP/1.1\r\n" + fields +
              "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"cluste\r\nb\r\nr_id\":\"abc\"\r\n1\r\n}\r\n0\r\n\r\n");
  CHECK(client.receive().body.find("Cluster abc does not exist") != std::string::npos);
  client.send("GET http://anything:99/api/2.0/clusters/list HTTP/1.1\r\n" + fields + "\r\n");
  CHECK(client.receive().body == "{}");
  const auto head = client.request("HEAD", "/", "", "");
  CHECK(head.status == 200);
  CHECK(std::stoi(head.headers.at("content-length")) > 0);
  CHECK(client.request("GET", "/", "", "").status == 200);
}

TEST_CASE("server: Expect: 100-continue gets its leave before the body is sent", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient client(fixture.server->port());
  client.send("GET /api/2.0/clusters/get HTTP/1.1\r\nHost: x\r\n" + std::string(k_bearer) +
              "Expect: 100-continue\r\nContent-Length: 18\r\n\r\n");
  CHECK(client.receive(false).status == 100);
  client.send(R"({"cluster_id":"x"})");
  CHECK(client.receive().body.find("Cluster x does not exist") != std::string::npos);
}

TEST_CASE("server: what is no HTTP is refused, and only that connection suffers", "[emulator][server]") {
  ServerFixture fixture;
  const auto bytes =
      GENERATE(as<std::string>{}, "nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
               "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
               "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
               "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n");
  HttpClient client(fixture.server->port());
  client.send(bytes);
  INFO(bytes);
  const auto answer = client.receive();
  CHECK(answer.status == 400);
  CHECK(answer.body.find("MALFORMED_REQUEST") != std::string::npos);
  CHECK(client.is_closed_by_peer());
  CHECK(HttpClient(fixture.server->port()).request("GET", "/", "", "").status == 200);
}

TEST_CASE("server: headers and bodies have a limit, and the peer is told", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient header(fixture.server->port());
  header.send_as_far_as_possible("GET / HTTP/1.1\r\nX: " + std::string(k_max_header_bytes, 'x') + "\r\n\r\n");
  const auto refusal = header.receive();
  CHECK(refusal.status == 431);
  CHECK(refusal.headers.contains("x-databricks-org-id"));
  const std::string large(k_max_body_bytes + 1, ' ');
  HttpClient body(fixture.server->port());
  body.send_as_far_as_possible(
      "POST /api/2.0/clusters/create HTTP/1.1\r\nContent-Length: " + std::to_string(large.size()) + "\r\n\r\n" + large);
  const auto answer = body.receive();
  CHECK(answer.status == 413);
  CHECK(answer.body == fixture.call("POST", "/api/2.0/clusters/create", large).body);
  HttpClient chunked(fixture.server->port());
  chunked.send_as_far_as_possible(
      "POST /api/2.0/clusters/create HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA00001\r\n" + large +
      "\r\n0\r\n\r\n");
  CHECK(chunked.receive().status == 413);
  HttpClient just(fixture.server->port());
  CHECK(just.request("POST", "/api/2.0/clusters/create", k_bearer, large.substr(1)).status == 400);
}

TEST_CASE("server: a port in use, a bad address and a name are errors", "[emulator][server]") {
  ServerFixture fixture;
  const auto taken = Server::start(*fixture.workspace, {.port = fixture.server->port()});
  REQUIRE_FALSE(taken);
  CHECK(taken.error().kind == ErrorKind::io);
  CHECK(taken.error().message.find(std::to_string(fixture.server->port())) != std::string::npos);
  CHECK_FALSE(taken.error().hint.empty());
  for (const std::string address : {"localhost", "", "1.2.3", "127.0.0.1:80"}) {
    const auto refused = Server::start(*fixture.workspace, {.address = address});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::input);
  }
}

TEST_CASE("server: stop ends idle connections and lets wait return", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient idle(fixture.server->port());
  CHECK(idle.request("GET", "/", "", "").status == 200);
  HttpClient silent(fixture.server->port());
  HttpClient halfway(fixture.server->port());
  halfway.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
  std::thread waiter([&] { fixture.server->wait(); });
  fixture.server->stop();
  waiter.join();
  CHECK(idle.is_closed_by_peer());
  CHECK(silent.is_closed_by_peer());
  CHECK(halfway.is_closed_by_peer());
  fixture.server->stop();
}

TEST_CASE("server: many clients at once lose nothing", "[emulator][server]") {
  ServerFixture fixture;
  std::atomic<int> created = 0;
  std::vector<std::thread> threads;
  const std::string spec = R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":1})";
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      HttpClient client(fixture.server->port());
      for (int k = 0; k < 10; ++k)
        if (client.request("POST", "/api/2.0/clusters/create", k_bearer, spec).status == 200) ++created;
    });
  for (auto& thread : threads) thread.join();
  CHECK(created == 40);
  CHECK(fixture.body_of(fixture.get("clusters/list"))["clusters"].size() == 40);
}
