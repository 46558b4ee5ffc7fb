#include "dbc/base/credential_shape.hpp"

#include <catch2/catch.hpp>

using namespace dbc;

TEST_CASE("mask_credential_shapes: tokens go, prose and names stay", "[base][credentials]") {
  struct Case {
    const char* text;
    const char* shown;
  };
  const auto c = GENERATE(values<Case>({
      {"no profile \"dapi0123456789abcdef0123456789abcdef-2\" in x", "no profile \"dapi**REDACTED**\" in x"},
      {"No such option: --dapi0123456789abcdef", "No such option: --dapi**REDACTED**"},
      {"https://dapi0123456789abcdef/api", "https://dapi**REDACTED**/api"},
      {"dose0123456789abcdef0123456789abcdef", "dose**REDACTED**"},
      {"token eyJhbGciOiJIUzI1NiJ9.e30.x_y-z!", "token eyJ**REDACTED**!"},
      {"Authorization: Bearer abcd1234efgh", "Authorization: Bearer **REDACTED**"},
      {"Basic dXNlcjpwYXNzd29yZDE=", "Basic **REDACTED**"},
      {"Bearer authentication is required", "Bearer authentication is required"},
      {"/Shared/doses/of/medication/v2", "/Shared/doses/of/medication/v2"},
      {"the dapi prefix, dapi-tokens.txt", "the dapi prefix, dapi-tokens.txt"},
      {"Landapi0123456789", "Landapi0123456789"},
      {"", ""},
  }));
  CHECK(mask_credential_shapes(c.text) == c.shown);
  CHECK(has_credential_shape(c.text) == (std::string(c.text) != c.shown));
}
