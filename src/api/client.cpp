#include "dbc/api/client.hpp"

#include "dbc/net/url.hpp"

namespace dbc::api {
namespace {

bool is_success(int status) { return status >= 200 && status < 300; }

bool is_redirect(int status) { return status >= 300 && status < 400; }

/// Statuses that are neither a success nor a failure by HTTP's own rules, and mean nothing here.
Error unexpected_status(int status) {
  const std::string answered = "the service answered with status " + std::to_string(status);
  return wrong_shape(is_redirect(status) ? answered + ", but names no place to go to"
                                         : answered + ", which is no answer to a request");
}

}  // namespace

net::Request json_request(std::string_view method, std::string_view path, const Json& body) {
  net::Request request{.method = std::string(method), .target = std::string(path), .body = write_json(body, {})};
  request.headers.set("Content-Type", "application/json");
  return request;
}

Result<net::Response> Client::exchange(const net::Request& request) {
  DBC_TRY(net::Response response, transport_->send(request));
  if (is_success(response.status)) return response;
  if (response.status < 400) return unexpected_status(response.status);
  return error_from_response(response);
}

Result<Json> Client::ask(const net::Request& request, Shape shape) {
  DBC_TRY(const net::Response response, exchange(request));
  return read_reply(response, shape, longest_reply_);
}

Result<Json> Client::get(std::string_view path, const Query& query) {
  return ask({.method = "GET", .target = target_with_query(path, query)}, Shape::object);
}

Result<Json> Client::send(std::string_view method, std::string_view path, const Json& body, Shape shape) {
  return ask(json_request(method, path, body), shape);
}

Result<net::Response> Client::fetch(net::Request request) {
  request.check_head = request.method == "HEAD" ? check_is_no_page : check_bytes_head;
  DBC_TRY(net::Response response, exchange(request));
  DBC_CHECK(request.check_head(response));
  return response;
}

std::string target_with_query(std::string_view path, const Query& query) {
  net::QueryString text;
  for (const auto& [key, value] : query) text.add(key, value);
  return text.after(path);
}

}  // namespace dbc::api
