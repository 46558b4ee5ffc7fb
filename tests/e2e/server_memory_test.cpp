#include <signal.h>

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "dbc/base/text.hpp"
#include "support/foreground_server.hpp"
#include "support/http_client.hpp"
#include "support/process_memory.hpp"

// What a real server's memory comes to while peers send without end. The figures leave room for what a sanitizer takes.

using dbc::test::BinaryFixture;
using dbc::test::HttpAnswer;
using dbc::test::HttpClient;
using dbc::test::peak_memory;
using dbc::test::Server;

namespace {

constexpr std::size_t k_mebi = 1 << 20;
constexpr std::uint64_t k_little = 24;  // MiB
constexpr std::string_view k_bearer = "Authorization: Bearer secret\r\n";

struct MeasuredServer {
  MeasuredServer() : server(dbc, {"--data-dir", (dbc.home() / "data").string(), "--token", "secret"}) {
    port = static_cast<std::uint16_t>(std::stoi(server.line.substr(server.line.rfind(':') + 1)));
    CHECK(request("GET", "/api/2.0/clusters/list", "", "").status == 200);
    before = peak_memory(server.process);
  }
  HttpAnswer request(std::string_view method, std::string_view target, std::string_view fields,
                     std::string_view body) const {
    return HttpClient(port).request(method, target, std::string(k_bearer) + std::string(fields), body);
  }
  [[nodiscard]] std::uint64_t growth() const {
#if defined(DBC_SANITIZED)
    WARN("memory is not measured: a sanitizer keeps what was freed");
    return 0;
#else
    return peak_memory(server.process) - before;
#endif
  }

  BinaryFixture dbc;
  Server server;
  std::uint16_t port = 0;
  std::uint64_t before = 0;
};

std::string form_of(const std::string& path, const std::string& content) {
  return "--XX\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n" + path +
         "\r\n--XX\r\nContent-Disposition: form-data; name=\"contents\"; filename=\"f\"\r\n\r\n" + content +
         "\r\n--XX--\r\n";
}

}  // namespace

TEST_CASE("emulator start: what never ends takes no memory, without a token and with one", "[e2e][limits]") {
  const MeasuredServer served;
  const std::string head = "POST /api/2.0/clusters/start HTTP/1.1\r\nHost: localhost\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
  const std::string endless(32 * k_mebi, 'a');
  for (const std::string& begin :
       {head + chunked + "1;a=", head + std::string(k_bearer) + chunked + "1;a=", head + chunked + "0\r\nX: ",
        head + "X: ", std::string("GET /"), head + "Content-Length: 99999999\r\n\r\n"}) {
    HttpClient client(served.port);
    client.send_as_far_as_possible(begin);
    client.send_as_far_as_possible(endless);
  }
  CHECK(served.growth() < k_little);
}

TEST_CASE("emulator start: files pass through without taking memory", "[e2e][limits]") {
  const MeasuredServer served;
  const std::string content(64 * k_mebi, 'x');
  const std::string type = "Content-Type: multipart/form-data; boundary=XX\r\n";
  CHECK(served.request("POST", "/api/2.0/dbfs/put", type, form_of("/large", content)).status == 200);
  CHECK(served.request("PUT", "/api/2.0/fs/files/Volumes/main/default/files/large", "", content).status == 204);
  CHECK(served.request("POST", "/api/2.0/workspace-files/import-file/Shared%2Flarge", "", content).status == 200);
  const auto got = served.request("GET", "/api/2.0/fs/files/Volumes/main/default/files/large", "", "");
  CHECK((got.body == content));
  CHECK(served.growth() < k_little);
}

TEST_CASE("emulator start: bodies of many requests at once share what memory there is", "[e2e][limits]") {
  const MeasuredServer served;
  const std::string part(2 * k_mebi - 1, ' ');
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<HttpClient>(served.port));
    clients.back()->send("POST /api/2.0/clusters/start HTTP/1.1\r\nHost: localhost\r\n" + std::string(k_bearer) +
                         "Content-Length: " + std::to_string(part.size() + 2) + "\r\n\r\n" + part);
  }
  for (const auto& client : clients) client->send("{}");
  for (const auto& client : clients) CHECK(client->receive().status == 400);
  CHECK(served.growth() < 256);
}

TEST_CASE("emulator stop: ends a server whatever its peers do", "[e2e][limits]") {
  MeasuredServer served;
  const std::string head = "POST /api/2.0/workspace/import HTTP/1.1\r\nHost: localhost\r\n" + std::string(k_bearer);
  HttpClient stalled(served.port);
  stalled.send(head + "Content-Length: 100\r\n\r\n{");
  std::vector<std::unique_ptr<HttpClient>> busy;
  const std::string body = R"({"path":"/Shared/n","format":"JUPYTER","content":")" +
                           dbc::base64_encode(R"({"cells":[)" + std::string(7 * k_mebi, '[')) + "\"}";
  for (int i = 0; i < 4; ++i) {
    busy.push_back(std::make_unique<HttpClient>(served.port));
    busy.back()->send(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  const auto stopped = served.dbc.run({"emulator", "stop", "--data-dir", (served.dbc.home() / "data").string()});
  INFO(stopped.err);
  CHECK(stopped.exit_code == 0);
}
