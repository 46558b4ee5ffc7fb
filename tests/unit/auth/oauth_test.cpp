#include "dbc/auth/oauth.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "auth/callback_listener.hpp"
#include "dbc/auth/sign_in.hpp"
#include "dbc/base/text.hpp"
#include "support/http_client.hpp"

using namespace dbc;
using namespace dbc::auth;

namespace {

constexpr auto k_discovery = R"({"token_endpoint":"https://login.example/oidc/v1/token"})";

/// Answers from a list, and remembers what was asked of which host.
struct Script {
  std::vector<net::Response> replies;
  std::vector<std::string> asked = {};  ///< "GET https://host/path"
  std::vector<std::string> bodies = {};

  OpenTransport open() {
    return [this](const std::string& base) -> Result<std::unique_ptr<net::Transport>> {
      return std::unique_ptr<net::Transport>(std::make_unique<Wire>(*this, base));
    };
  }

 private:
  struct Wire final : net::Transport {
    Wire(Script& owner, std::string base_url) : script(owner), base(std::move(base_url)) {}
    Result<net::Response> send(const net::Request& request) override {
      script.asked.push_back(request.method + " " + base + request.target);
      script.bodies.push_back(request.body);
      if (script.replies.size() < script.asked.size())
        return Error{.kind = ErrorKind::network, .message = "nobody answers"};
      return script.replies[script.asked.size() - 1];
    }
    Script& script;
    std::string base;
  };
};

std::string jwt(const std::string& claims) {
  return base64_encode(R"({"alg":"none"})") + "." + base64_encode(claims) + ".x";
}

std::string member(const std::string& url, const std::string& key) {
  const auto at = url.find(key + "=");
  REQUIRE(at != std::string::npos);
  const auto start = at + key.size() + 1;
  return url.substr(start, url.find('&', start) - start);
}

}  // namespace

TEST_CASE("oauth: the expiry of a token is read where it tells one", "[auth]") {
  CHECK(expiry_of(jwt(R"({"exp":1700000000})")) == from_epoch_millis(1'700'000'000'000));
  CHECK(expiry_of(jwt(R"({"exp":1700000000.5})")) == from_epoch_millis(1'700'000'000'500));
  const std::string opaque = GENERATE("", "dapi123", "a.b", "a.b.c", "..", jwt("{}"), jwt("[1]"), jwt(R"({"exp":"x"})"),
                                      jwt(R"({"exp":-5})"), jwt(R"({"exp":1e300})"));
  CHECK_FALSE(expiry_of(opaque));
}

TEST_CASE("oauth: a refresh asks the workspace where tokens are handed out", "[auth]") {
  Script script{
      .replies = {{.status = 200, .body = k_discovery}, {.status = 200, .body = R"({"access_token":"new"})"}}};
  const auto tokens = refresh_access_token("https://adb-1.azuredatabricks.net/?o=1", "r e", script.open());
  REQUIRE(tokens);
  CHECK(tokens->access_token == "new");
  CHECK_FALSE(tokens->refresh_token);
  CHECK(script.asked ==
        std::vector<std::string>{"GET https://adb-1.azuredatabricks.net/oidc/.well-known/oauth-authorization-server",
                                 "POST https://login.example/oidc/v1/token"});
  CHECK(script.bodies[1] == "grant_type=refresh_token&client_id=databricks-cli&refresh_token=r+e");
}

TEST_CASE("oauth: what a server gets wrong is an error that shows no token", "[auth]") {
  struct Case {
    std::vector<net::Response> replies;
    std::string says;
  };
  const auto c = GENERATE(values<Case>({
      {{}, "nobody answers"},
      {{{.status = 404, .body = "?"}}, "status 404"},
      {{{.status = 200, .body = "<html>"}}, "names no token endpoint"},
      {{{.status = 200, .body = R"({"token_endpoint":"http://login.example/t"})"}}, "not encrypted"},
      {{{.status = 200, .body = R"({"token_endpoint":"http://127.evil.example/t"})"}}, "not encrypted"},
      {{{.status = 200, .body = R"({"token_endpoint":"https://h\\@evil.example/t"})"}}, "not usable"},
      {{{.status = 200, .body = R"({"token_endpoint":"https://h@evil.example/t"})"}}, "not usable"},
      {{{.status = 200, .body = R"({"token_endpoint":"/oidc/v1/token"})"}}, "not usable"},
      {{{.status = 200, .body = k_discovery}, {.status = 200, .body = R"({"access_token":"a\nhost = evil"})"}},
       "of no token"},
      {{{.status = 200, .body = k_discovery}, {.status = 200, .body = R"({"access_token":"a","refresh_token":"b c"})"}},
       "of no token"},
      {{{.status = 200, .body = k_discovery}, {.status = 400, .body = R"({"error":"invalid_grant"})"}},
       "invalid_grant"},
      {{{.status = 200, .body = k_discovery}, {.status = 502, .body = "<p>"}}, "HTTP 502"},
      {{{.status = 200, .body = k_discovery}, {.status = 200, .body = "[]"}}, "holds none"},
  }));
  Script script{.replies = c.replies};
  const auto tokens = refresh_access_token("https://h", "hush", script.open());
  REQUIRE_FALSE(tokens);
  INFO(tokens.error().message);
  CHECK(tokens.error().message.find(c.says) != std::string::npos);
  CHECK(tokens.error().message.find("hush") == std::string::npos);
}

TEST_CASE("oauth: nobody signs in over an unencrypted connection", "[auth]") {
  CHECK_FALSE(oidc_url("http://adb-1.azuredatabricks.net"));
  CHECK(*oidc_url("http://127.0.0.1:8765") == "http://127.0.0.1:8765/oidc");
  CHECK(*oidc_url("adb-1.azuredatabricks.net") == "https://adb-1.azuredatabricks.net/oidc");
}

TEST_CASE("sign_in: the browser's answer becomes tokens, and strangers change nothing", "[auth]") {
  Script script{.replies = {{.status = 200, .body = k_discovery},
                            {.status = 200, .body = R"({"access_token":"a","refresh_token":"r"})"}}};
  std::thread browser;
  std::vector<std::string> told;
  std::string page;
  const auto visit = [&](const std::string& url) {
    page = url;
    browser = std::thread([url] {
      const auto port = static_cast<std::uint16_t>(
          std::stoi(member(url, "redirect_uri").substr(sizeof "http%3A%2F%2Flocalhost%3A" - 1)));
      const test::HttpClient silent(port);  // as a browser that connects in advance
      CHECK(test::HttpClient(port).request("GET", "/favicon.ico", "", "").status == 404);
      CHECK(test::HttpClient(port).request("GET", "/?code=theirs&state=forged", "", "").status == 404);
      CHECK(test::HttpClient(port).request("GET", "/?code=c%2F1&state=" + member(url, "state"), "", "").status == 200);
    });
  };
  const auto tokens = sign_in({.host = "https://h.example",
                               .scopes = {"sql", "offline_access"},
                               .port = 0,
                               .open = script.open(),
                               .tell = [&](std::string_view line) -> Result<void> {
                                 told.emplace_back(line);
                                 return {};
                               },
                               .open_browser = visit});
  browser.join();
  REQUIRE(tokens);
  CHECK(tokens->access_token == "a");
  CHECK(tokens->refresh_token == "r");
  CHECK(page.starts_with("https://h.example/oidc/v1/authorize?response_type=code&client_id=databricks-cli&"));
  CHECK(member(page, "scope") == "sql+offline_access");
  CHECK(member(page, "code_challenge").size() == 43);
  CHECK(told.at(0) == "Opening " + page);
  CHECK(script.bodies.at(1).find("code=c%2F1&") != std::string::npos);
  CHECK(member(script.bodies.at(1), "code_verifier").size() == 43);
  CHECK(script.bodies.at(1).find(member(page, "code_challenge")) == std::string::npos);
}

TEST_CASE("sign_in: a refusal of the sign-in page is told in its words", "[auth]") {
  Script script{.replies = {{.status = 200, .body = k_discovery}}};
  std::thread browser;
  const auto visit = [&](const std::string& url) {
    browser = std::thread([url] {
      const auto port = static_cast<std::uint16_t>(
          std::stoi(member(url, "redirect_uri").substr(sizeof "http%3A%2F%2Flocalhost%3A" - 1)));
      (void)test::HttpClient(port).request(
          "GET", "/?error=access_denied&error_description=not+today&state=" + member(url, "state"), "", "");
    });
  };
  const auto tokens = sign_in({.host = "https://h.example",
                               .scopes = {"sql"},
                               .port = 0,
                               .open = script.open(),
                               .tell = [](std::string_view) -> Result<void> { return {}; },
                               .open_browser = visit});
  browser.join();
  REQUIRE_FALSE(tokens);
  CHECK(tokens.error().message.find("not today") != std::string::npos);
}

TEST_CASE("callback listener: a port in use is told", "[auth]") {
  const auto first = CallbackListener::open(0);
  REQUIRE(first);
  const auto second = CallbackListener::open(first->port());
  REQUIRE_FALSE(second);
  CHECK(second.error().message.find(std::to_string(first->port())) != std::string::npos);
}
