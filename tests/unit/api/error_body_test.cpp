#include <catch2/catch.hpp>

#include "dbc/api/client.hpp"

using dbc::api::error_from_response;

TEST_CASE("error body: old, new, SCIM, OAuth, HTML and empty forms become one message", "[api]") {
  struct Case {
    int status;
    std::string body;
    std::string message;
  };
  const auto each = GENERATE(values<Case>({
      {400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Cluster x does not exist"})",
       "INVALID_PARAMETER_VALUE: Cluster x does not exist"},
      {401, R"({"error_code":401,"message":"Credential was not sent"})", "HTTP 401: Credential was not sent"},
      {404, R"({"schemas":["urn"],"detail":"User not found","status":"404"})", "HTTP 404: User not found"},
      {400, R"({"error":"Exception: bad"})", "HTTP 400: Exception: bad"},
      {500, "<html><title>Oops</title><body>x</body></html>", "HTTP 500: Oops"},
      {403, "<html><pre> no way </pre></html>", "HTTP 403: no way"},
      {403, "Invalid Token", "HTTP 403: Invalid Token"},
      {429, "", "HTTP 429: too many requests"},
      {400, R"({"error_code":"X"})", R"(X: {"error_code":"X"})"},
  }));
  const auto error = error_from_response({.status = each.status, .headers = {}, .body = each.body});
  CHECK(error.message == each.message);
  REQUIRE(error.http);
  CHECK(error.http->status == each.status);
}

TEST_CASE("error body: a 403 tells a token that is unknown from one that lacks a permission", "[api]") {
  const auto hint = [](const std::string& body) {
    return error_from_response({.status = 403, .headers = {}, .body = body}).hint;
  };
  CHECK_THAT(hint(R"({"error_code":"PERMISSION_DENIED","message":"no rights"})"), Catch::Contains("--profile"));
  CHECK_THAT(hint(R"({"error_code":"403","message":"Invalid access token."})"), Catch::Contains("configure --token"));
  CHECK_THAT(hint(R"({"error_code":403,"message":"Invalid access token."})"), Catch::Contains("configure --token"));
  CHECK_THAT(hint("Invalid Token"), Catch::Contains("configure --token"));
}
