#include "dbc/api/client.hpp"

#include "dbc/base/text.hpp"
#include "dbc/net/url.hpp"

namespace dbc::api {
namespace {

constexpr int k_first_error_status = 400;

Result<Json> parse_reply(const net::Response& response) {
  if (trim(response.body).empty()) return Json::object();
  auto parsed = parse_json(response.body);
  if (parsed) return parsed;
  return Error{.kind = ErrorKind::http,
               .message = "the service answered " + std::to_string(response.status) + " with a body that is " +
                          parsed.error().message,
               .hint = "Check that the profile's host is a Databricks workspace"};
}

}  // namespace

Result<net::Response> Client::send_raw(const net::Request& request) {
  DBC_TRY(net::Response response, transport_->send(request));
  if (response.status >= k_first_error_status) return error_from_response(response);
  return response;
}

Result<Json> Client::get(std::string_view path, const Query& query) {
  DBC_TRY(const net::Response response, send_raw({.method = "GET", .target = target_with_query(path, query)}));
  return parse_reply(response);
}

Result<Json> Client::send(std::string_view method, std::string_view path, const Json& body) {
  net::Request request{.method = std::string(method), .target = std::string(path), .body = write_json(body, {})};
  request.headers.set("Content-Type", "application/json");
  DBC_TRY(const net::Response response, send_raw(request));
  return parse_reply(response);
}

std::string target_with_query(std::string_view path, const Query& query) {
  net::QueryString text;
  for (const auto& [key, value] : query) text.add(key, value);
  return text.after(path);
}

}  // namespace dbc::api
