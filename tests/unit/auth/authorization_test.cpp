#include "dbc/auth/authorization.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using auth::authorization_header;
using config::Profile;
using config::Setting;

namespace {

Setting setting(std::string value) { return {.value = std::move(value), .origin = "somewhere"}; }

}  // namespace

TEST_CASE("authorization_header: a token wins over username and password", "[auth]") {
  Profile profile{.host = setting("https://h"), .username = setting("me"), .password = setting("p\xC3\xA9:x")};
  CHECK(*authorization_header(profile) == "Basic bWU6cMOpOng=");
  profile.token = setting("dapi123");
  CHECK(*authorization_header(profile) == "Bearer dapi123");
}

TEST_CASE("authorization_header: a local workspace needs none", "[auth]") {
  CHECK(authorization_header(Profile{.host = setting("local:default")})->empty());
}

TEST_CASE("authorization_header: refuses what no header can carry, without showing it", "[auth]") {
  const std::string token = GENERATE("", "hush\r\nX-A: 1", "hu sh", "hush\xC3\xA9");
  const auto header = authorization_header(Profile{.host = setting("https://h"), .token = setting(token)});
  REQUIRE_FALSE(header);
  CHECK(header.error().kind == ErrorKind::config);
  CHECK(header.error().message.find("somewhere") != std::string::npos);
  CHECK(header.error().message.find("hu") == std::string::npos);
}

TEST_CASE("authorization_header: refuses a username with a colon and missing credentials", "[auth]") {
  CHECK_FALSE(authorization_header(
      Profile{.host = setting("https://h"), .username = setting("a:b"), .password = setting("c")}));
  CHECK_FALSE(authorization_header(Profile{.host = setting("https://h")}));
}
