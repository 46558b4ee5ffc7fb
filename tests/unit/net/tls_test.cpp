#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "dbc/base/random.hpp"
#include "dbc/net/curl_transport.hpp"
#include "support/scripted_server.hpp"

using namespace dbc;
using namespace dbc::net;
using test::make_tls_identity;
using test::reply;
using test::ScriptedServer;
using test::TlsIdentity;
using test::TlsIdentityOptions;

namespace {

class TempFile {
 public:
  explicit TempFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("dbc-test-" + random_hex(8) + ".pem")) {
    std::ofstream(path_) << text;
  }
  ~TempFile() { std::filesystem::remove(path_); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct Authority {
  TlsIdentity identity = make_tls_identity({.name = "Authority " + random_hex(4), .is_authority = true});
  TempFile file{identity.pem()};
};

std::shared_ptr<const TlsIdentity> shared(TlsIdentity identity) {
  return std::make_shared<const TlsIdentity>(std::move(identity));
}

Result<Response> get(const std::string& url, const std::string& bundle, bool verify = true) {
  const auto environment = [bundle](std::string_view name) -> std::optional<std::string> {
    if (name == "SSL_CERT_FILE") return bundle;
    return std::nullopt;
  };
  auto transport = make_curl_transport({.base_url = url, .verify_tls = verify, .environment = environment});
  REQUIRE(transport);
  return transport.value()->send({.target = "/x"});
}

}  // namespace

TEST_CASE("tls: a certificate of a trusted authority is accepted", "[net][tls]") {
  const Authority authority;
  ScriptedServer server({reply(200, "safe")}, shared(make_tls_identity({.issuer = &authority.identity})));
  const auto answer = get(server.url(), authority.file.path());
  if (!answer) FAIL(answer.error().message);
  CHECK(answer->body == "safe");
  CHECK(server.requests().at(0).line == "GET /x HTTP/1.1");
}

TEST_CASE("tls: what is wrong with a certificate is said, and is no reason to try again", "[net][tls]") {
  struct Case {
    TlsIdentityOptions options;
    bool signed_by_authority;
    const char* says;
  };
  const auto c = GENERATE(values<Case>({
      {{.valid_from = -7200, .valid_until = -3600}, true, "has expired"},
      {{.valid_from = 3600, .valid_until = 7200}, true, "is not valid yet"},
      {{.name = "elsewhere.example"}, true, "belongs to another host name"},
      {{}, false, "is self-signed"},
  }));
  const Authority authority;
  TlsIdentityOptions options = c.options;
  if (c.signed_by_authority) options.issuer = &authority.identity;
  ScriptedServer server({reply(200, "unsafe")}, shared(make_tls_identity(options)));
  const auto answer = get(server.url(), authority.file.path());
  REQUIRE_FALSE(answer);
  INFO(answer.error().message);
  CHECK(answer.error().message.find(c.says) != std::string::npos);
  CHECK(answer.error().message.find("localhost:" + std::to_string(server.port())) != std::string::npos);
  CHECK_FALSE(answer.error().hint.empty());
  CHECK_FALSE(answer.error().network->transient);
  CHECK_FALSE(answer.error().network->sent);
  CHECK(server.requests().empty());
}

TEST_CASE("tls: an unknown authority is refused, unless verification is off", "[net][tls]") {
  const Authority ours;
  const Authority theirs;
  const auto identity = shared(make_tls_identity({.issuer = &theirs.identity}));
  ScriptedServer server({reply(200, "insecure")}, identity);
  const auto refused = get(server.url(), ours.file.path());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("does not trust") != std::string::npos);
  const auto answer = get(server.url(), "/nonexistent", false);
  REQUIRE(answer);
  CHECK(answer->body == "insecure");
}

TEST_CASE("tls: a bundle that does not exist or holds nonsense is an error about the bundle", "[net][tls]") {
  const auto missing = get("https://localhost:1", "/nonexistent/ca.pem");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::config);
  CHECK(missing.error().message.find("/nonexistent/ca.pem") != std::string::npos);
  CHECK(missing.error().message.find("SSL_CERT_FILE") != std::string::npos);

  const Authority authority;
  ScriptedServer server({reply(200, "")}, shared(make_tls_identity({.issuer = &authority.identity})));
  const TempFile nonsense("no certificate in here\n");
  const auto broken = get(server.url(), nonsense.path());
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message.find("certificate bundle cannot be read") != std::string::npos);
}

TEST_CASE("tls: a redirect to a plain connection is not followed", "[net][tls][redirect]") {
  const Authority authority;
  ScriptedServer plain({reply(200, "forged")});
  ScriptedServer server({reply(302, "", {"Location: http://localhost:" + std::to_string(plain.port()) + "/x"})},
                        shared(make_tls_identity({.issuer = &authority.identity})));
  const auto answer = get(server.url(), authority.file.path());
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.find("not encrypted") != std::string::npos);
  CHECK(plain.connections() == 0);
}

TEST_CASE("tls: a plain server behind https is recognised", "[net][tls]") {
  const Authority authority;
  ScriptedServer server({{.bytes = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", .unasked = true}});
  const auto answer = get("https://localhost:" + std::to_string(server.port()), authority.file.path());
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message.find("does not speak TLS") != std::string::npos);
  CHECK_FALSE(answer.error().network->sent);
  CHECK_FALSE(answer.error().network->transient);
}
