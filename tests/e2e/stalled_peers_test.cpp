#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "support/foreground_server.hpp"
#include "support/http_client.hpp"

// Peers that connect and then say nothing, or begin something that never ends, and who gets in meanwhile.

using dbc::test::BinaryFixture;
using dbc::test::HttpClient;
using dbc::test::ProcessResult;
using dbc::test::Server;

namespace {

struct Beset {
  explicit Beset(const std::vector<std::string>& more) : server(dbc, words(more)) {
    url = server.line.substr(server.line.rfind("http"));
    port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    dbc.options.environment["DATABRICKS_HOST"] = url;
    dbc.options.environment["DATABRICKS_TOKEN"] = "secret";
    dbc.options.environment["REQUESTS_CA_BUNDLE"] = (dbc.home() / "data/tls/ca.pem").string();
  }
  std::vector<std::string> words(const std::vector<std::string>& more) const {
    std::vector<std::string> all{"--data-dir", (dbc.home() / "data").string(), "--token", "secret"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  /// Many peers that send this and no more.
  void stall(std::size_t count, const std::string& begin) {
    for (std::size_t i = 0; i < count; ++i) {
      stalled.push_back(std::make_unique<HttpClient>(port));
      stalled.back()->send_as_far_as_possible(begin);
    }
  }
  [[nodiscard]] ProcessResult ask() const { return dbc.run({"clusters", "list", "--output", "JSON"}); }

  BinaryFixture dbc;
  Server server;
  std::string url;
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<HttpClient>> stalled;
};

}  // namespace

TEST_CASE("emulator start: handshakes that stall keep nobody out", "[e2e][limits]") {
  Beset served({"--https"});
  const std::string hello("\x16\x03\x01\x02\x00\x01", 6);  // the begin of a TLS record
  served.stall(400, hello);
  served.stall(400, "");
  const auto answer = served.ask();
  INFO(answer.err);
  CHECK(answer.exit_code == 0);
  CHECK(answer.out == "{}\n");
}

TEST_CASE("emulator start: a server that may open few files serves on", "[e2e][limits]") {
#if defined(DBC_SANITIZED)
  WARN("left out: a sanitizer opens descriptors to look at memory, and takes it for broken where it cannot");
  return;
#else
  Beset served({});
  constexpr rlimit k_few{.rlim_cur = 48, .rlim_max = 48};
  REQUIRE(::prlimit(served.server.process, RLIMIT_NOFILE, &k_few, nullptr) == 0);
  served.stall(200, "GET / HTTP/1.1\r\nHost: loc");
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto answer = served.ask();
    INFO(answer.err);
    CHECK(answer.exit_code == 0);
  }
  served.stalled.clear();
  CHECK(served.ask().exit_code == 0);
#endif
}
