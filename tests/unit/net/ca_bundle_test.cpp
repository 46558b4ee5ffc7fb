#include "dbc/net/ca_bundle.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "dbc/net/proxy.hpp"

using namespace dbc;
using namespace dbc::net;

namespace {

Environment environment_of(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

}  // namespace

TEST_CASE("find_ca_bundle: variables win in their order, empty ones do not count", "[net][ca]") {
  const auto bundle = find_ca_bundle(environment_of(
      {{"REQUESTS_CA_BUNDLE", ""}, {"CURL_CA_BUNDLE", "/proc/self/status"}, {"SSL_CERT_FILE", "/nonexistent"}}));
  REQUIRE(bundle);
  CHECK(bundle->file == "/proc/self/status");
  CHECK(find_ca_bundle(environment_of({{"SSL_CERT_DIR", "/proc"}}))->folder == "/proc");
}

TEST_CASE("find_ca_bundle: takes the first known place, or says what to install", "[net][ca]") {
  const std::string_view places[] = {"/nonexistent/a", "/proc/self/stat", "/proc/self/status"};
  CHECK(find_ca_bundle(environment_of({}), places)->file == "/proc/self/stat");
  const auto none = find_ca_bundle(environment_of({}), std::span(places).first(1));
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::config);
  CHECK(none.error().hint.find("ca-certificates") != std::string::npos);
}

TEST_CASE("choose_proxy: lower case wins, an empty value switches off", "[net][proxy]") {
  const auto environment = environment_of(
      {{"https_proxy", ""}, {"HTTPS_PROXY", "a:1"}, {"HTTP_PROXY", "b:2"}, {"ALL_PROXY", "c:3"}, {"NO_PROXY", "x"}});
  CHECK(choose_proxy("https", environment).proxy.empty());
  CHECK(choose_proxy("http", environment).proxy == "b:2");
  CHECK(choose_proxy("http", environment).no_proxy == "x");
  CHECK(choose_proxy("https", environment_of({{"all_proxy", "c:3"}})).proxy == "c:3");
}

TEST_CASE("proxy_for_display: hides credentials", "[net][proxy]") {
  CHECK(proxy_for_display("http://u:p@h:3128/") == "h:3128");
  CHECK(proxy_for_display("h:3128") == "h:3128");
}
