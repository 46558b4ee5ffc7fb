#include "dbc/emulator/http/server.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "support/http_client.hpp"
#include "support/identity_fixture.hpp"
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
  const std::string head = " HTTP/1.1\r\nHost: localhost\r\n" + std::string(k_bearer) + "\r\n";
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
  const auto refused = client.request("GET", k_me, "", "");
  CHECK(refused.body.find("[ReqId: " + refused.headers.at("x-request-id") + "]") != std::string::npos);
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
  const std::string fields = "Host: localhost\r\n" + std::string(k_bearer);
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
  client.send("GET /api/2.0/clusters/get HTTP/1.1\r\nHost: localhost\r\n" + std::string(k_bearer) +
              "Expect: 100-continue\r\nContent-Length: 18\r\n\r\n");
  CHECK(client.receive(false).status == 100);
  client.send(R"({"cluster_id":"x"})");
  CHECK(client.receive().body.find("Cluster x does not exist") != std::string::npos);
}

TEST_CASE("server: what is no HTTP is refused, and only that connection suffers", "[emulator][server]") {
  ServerFixture fixture;
  const auto bytes =
      GENERATE(as<std::string>{}, "nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
               "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
               "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
               "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
               "GET / HTTP/1.1\r\nno colon\r\n\r\n");
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
  body.send_as_far_as_possible("POST /api/2.0/clusters/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                               std::to_string(large.size()) + "\r\n\r\n" + large);
  const auto answer = body.receive();
  CHECK(answer.status == 413);
  CHECK(answer.body == fixture.call("POST", "/api/2.0/clusters/create", large).body);
  HttpClient chunked(fixture.server->port());
  chunked.send_as_far_as_possible("POST /api/2.0/clusters/create HTTP/1.1\r\nHost: localhost\r\n" +
                                  std::string(k_bearer) + "Transfer-Encoding: chunked\r\n\r\nA00001\r\n" + large +
                                  "\r\n0\r\n\r\n");
  CHECK(chunked.receive().status == 413);
  HttpClient just(fixture.server->port());
  CHECK(just.request("POST", "/api/2.0/clusters/create", k_bearer, large.substr(1)).status == 400);
}

TEST_CASE("server: a large body is not read from somebody without a credential", "[emulator][server]") {
  ServerFixture fixture;
  const std::string large(1024 * 1024, ' ');
  HttpClient client(fixture.server->port());
  client.send("POST /api/2.0/clusters/create HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: " +
              std::to_string(large.size()) + "\r\n\r\n");
  CHECK(client.receive().status == 401);
  HttpClient chunked(fixture.server->port());
  chunked.send(
      "POST /api/2.0/clusters/create HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  CHECK(chunked.receive().status == 401);
}

TEST_CASE("server: deeply nested JSON is refused", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient client(fixture.server->port());
  const std::string body = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  const auto answer = client.request("POST", "/api/2.0/clusters/create", k_bearer, body);
  CHECK(answer.status == 400);
  CHECK(answer.body.find("levels deep") != std::string::npos);
  CHECK(client.request("GET", "/", "", "").status == 200);
}

TEST_CASE("server: only requests for its own names are served", "[emulator][server]") {
  ServerFixture fixture;
  auto named = Server::start(*fixture.workspace, {.address = "127.0.0.9", .host_names = {"Workspace.Example"}});
  auto open = Server::start(*fixture.workspace, {.address = "0.0.0.0"});
  REQUIRE(named);
  REQUIRE(open);
  struct Case {
    std::string line;
    std::string host;
    int usual, named, open;  // the status that each of the three servers gives
  };
  const auto c = GENERATE(values<Case>({
      {"/", "localhost", 200, 200, 200},
      {"/", "LocalHost.:8080", 200, 200, 200},
      {"/", "demo.localhost:1", 200, 200, 200},
      {"/", "127.0.0.1:1", 200, 200, 200},
      {"/", "127.0.0.9", 200, 200, 200},
      {"/", "[::1]:80", 200, 200, 200},
      {"/", "192.0.2.7", 403, 403, 200},
      {"/", "[2001:db8::1]", 403, 403, 200},
      {"/", "evil.example", 403, 403, 403},
      {"/", "localhost.evil.example", 403, 403, 403},
      {"/", "127.0.0.1.evil.example", 403, 403, 403},
      {"/", "evillocalhost", 403, 403, 403},
      {"/", "workspace.example:99", 403, 200, 403},
      {"/", "sub.workspace.example", 403, 403, 403},
      {"/", "", 400, 400, 400},
      {"/", ":80", 400, 400, 400},
      {"/", "[::1", 400, 400, 400},
      {"http://workspace.example/", "workspace.example", 200, 200, 200},
  }));
  INFO(c.line << " " << c.host);
  const auto status_from = [&](std::uint32_t address, std::uint16_t port) {
    HttpClient client(port, address);
    client.send("GET " + c.line + " HTTP/1.1\r\nHost: " + c.host + "\r\n\r\n");
    return client.receive().status;
  };
  CHECK(status_from(0x7f000001, fixture.server->port()) == c.usual);
  CHECK(status_from(0x7f000009, (*named)->port()) == c.named);
  CHECK(status_from(0x7f000001, (*open)->port()) == c.open);
}

TEST_CASE("server: a request of HTTP 1.1 has one host", "[emulator][server]") {
  ServerFixture fixture;
  const auto [head, status] = GENERATE(table<std::string, int>({
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\n\r\n", 200},
      {"GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", 403},
  }));
  HttpClient client(fixture.server->port());
  client.send(head);
  INFO(head);
  CHECK(client.receive().status == status);
  CHECK(client.is_closed_by_peer());
}

TEST_CASE("server: a refusal for its host tells how to allow it", "[emulator][server]") {
  ServerFixture fixture;
  HttpClient client(fixture.server->port());
  client.send("GET / HTTP/1.1\r\nHost: evil.example:80\r\n\r\n");
  const auto answer = client.receive();
  CHECK(answer.body.find("\"error_code\":\"PERMISSION_DENIED\"") != std::string::npos);
  CHECK(answer.body.find("'evil.example'") != std::string::npos);
  CHECK(answer.body.find("--host-name evil.example") != std::string::npos);
}

TEST_CASE("server: a silent connection ends, as does half a header", "[emulator][server]") {
  WorkspaceFixture fixture;
  const auto server = Server::start(*fixture.workspace, {.idle_timeout = std::chrono::milliseconds(50)});
  REQUIRE(server);
  HttpClient silent((*server)->port());
  HttpClient halfway((*server)->port());
  halfway.send("GET / HTTP/1.1\r\nHost: loc");
  CHECK(silent.is_closed_by_peer());
  CHECK(halfway.is_closed_by_peer());
}

TEST_CASE("server: half a body ends the connection, whatever its size", "[emulator][server]") {
  WorkspaceFixture fixture;
  REQUIRE(fixture.workspace->set_token("secret"));
  const auto server = Server::start(*fixture.workspace, {.transfer_timeout = std::chrono::milliseconds(50)});
  REQUIRE(server);
  const std::string head = "Host: localhost\r\n" + std::string(k_bearer);
  HttpClient small((*server)->port());
  small.send("POST /api/2.0/clusters/create HTTP/1.1\r\n" + head + "Content-Length: 5\r\n\r\n{");
  HttpClient large((*server)->port());
  large.send("PUT /api/2.0/fs/files/Volumes/main/default/files/half HTTP/1.1\r\n" + head +
             "Content-Length: 5000000\r\n\r\n" + std::string(1'000'000, 'x'));
  HttpClient chunked((*server)->port());
  chunked.send("POST /api/2.0/clusters/create HTTP/1.1\r\n" + head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{");
  for (HttpClient* client : {&small, &large, &chunked}) CHECK(client->is_closed_by_peer());
  HttpClient next((*server)->port());
  CHECK(next.request("GET", k_me, k_bearer, "").status == 200);
  CHECK(next.request("HEAD", "/api/2.0/fs/files/Volumes/main/default/files/half", k_bearer, "").status == 404);
}

TEST_CASE("server: what a second user lacks is a header, or a refusal, as the mode says", "[emulator][server]") {
  dbc::test::IdentityFixture fixture;
  const auto robot = fixture.add_robot("robot");
  const auto server = Server::start(*fixture.workspace, {});
  REQUIRE(server);
  REQUIRE(fixture.post("secrets/scopes/create", {{"scope", "s"}}).status == 200);
  HttpClient client((*server)->port());
  const auto put = [&] {
    return client.request("POST", "/api/2.0/secrets/put", "Authorization: Bearer " + robot.token + "\r\n",
                          R"({"scope":"s","key":"k","string_value":"v"})");
  };
  const auto free = put();
  CHECK(free.status == 200);
  CHECK_FALSE(free.headers.contains("x-dbc-permission-warning"));
  fixture.set_mode("warn");
  const auto warned = put();
  CHECK(warned.status == 200);
  CHECK(warned.headers.at("x-dbc-permission-warning").find("does not have WRITE permission") != std::string::npos);
  fixture.set_mode("enforce");
  const auto refused = put();
  CHECK(refused.status == 403);
  CHECK(refused.body.find("PERMISSION_DENIED") != std::string::npos);
  CHECK_FALSE(refused.headers.contains("x-dbc-permission-warning"));
}

TEST_CASE("server: too many connections end the one that is idle longest", "[emulator][server]") {
  WorkspaceFixture fixture;
  const auto server = Server::start(*fixture.workspace, {.max_connections = 3});
  REQUIRE(server);
  const auto is_served = [](HttpClient& client) { return client.request("GET", "/", "", "").status == 200; };
  HttpClient first((*server)->port());
  CHECK(is_served(first));
  HttpClient second((*server)->port());
  CHECK(is_served(second));
  HttpClient third((*server)->port());
  CHECK(is_served(third));
  CHECK(is_served(first));
  HttpClient fourth((*server)->port());
  CHECK(is_served(fourth));
  CHECK(second.is_closed_by_peer());
  CHECK(is_served(first));
  CHECK(is_served(third));
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
  halfway.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab");
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
