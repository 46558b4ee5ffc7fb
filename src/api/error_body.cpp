#include "dbc/api/client.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/utf8.hpp"
#include "dbc/net/redact.hpp"

namespace dbc::api {
namespace {

constexpr std::size_t k_shown_body = 2000;  // a page of HTML helps nobody; its beginning may
constexpr std::size_t k_shown_code = 200;

struct Told {
  std::string code;
  std::string message;
};

std::string beginning_of(std::string_view text, std::size_t most) {
  const auto kept = first_characters(text, most);
  return std::string(kept) + (kept.size() < text.size() ? "..." : "");
}

/// `error_code` may be a number; `message` has other names in older and in SCIM replies.
Told from_json(const Json& body) {
  Told told;
  if (const Json* code = find_member(body, "error_code"); code != nullptr && !code->is_null())
    told.code = beginning_of(code->is_string() ? code->get<std::string>() : write_json(*code, {}), k_shown_code);
  for (const auto* key : {"message", "detail", "error", "error_description"})
    if (told.message.empty()) told.message = beginning_of(string_or(body, key, ""), k_shown_body);
  return told;
}

/// The text between two tags, which is where old front ends put what happened.
std::string between(std::string_view html, std::string_view open, std::string_view close) {
  const auto first = html.find(open);
  if (first == std::string_view::npos) return "";
  const auto start = first + open.size();
  return std::string(trim(html.substr(start, html.find(close, start) - start)));
}

std::string from_html(std::string_view html) {
  auto text = between(html, "<pre>", "</pre>");
  if (text.empty()) text = between(html, "<title>", "</title>");
  return text.empty() ? "an HTML page instead of a JSON answer" : beginning_of(text, k_shown_body);
}

Told read_body(const std::string& body) {
  const auto text = trim(body);
  if (text.empty()) return {};
  if (const auto parsed = parse_json(text); parsed && parsed->is_object()) {
    auto told = from_json(*parsed);
    if (told.message.empty()) told.message = beginning_of(net::redact_body(text), k_shown_body);
    return told;
  }
  if (text.starts_with('<')) return {.code = "", .message = from_html(text)};
  return {.code = "", .message = beginning_of(text, k_shown_body)};
}

std::string reason(int status) {
  switch (status) {
    case 400:
      return "the request was refused";
    case 401:
      return "the credentials were not accepted";
    case 403:
      return "access was denied";
    case 404:
      return "not found";
    case 429:
      return "too many requests";
    case 501:
      return "not implemented";
    case 503:
      return "the service is not available at the moment";
    default:
      return status >= 500 ? "the service failed" : "the request failed";
  }
}

/// A code in words comes from a service that knows who asks; before that, what is refused is the token itself.
std::string next_step(int status, bool has_code) {
  switch (status) {
    case 401:
      return "Check the token of the profile, or write a new one with `dbc configure --token`";
    case 403:
      return has_code
                 ? "The token is known, but may not do this: ask an admin, or choose another profile with `--profile`"
                 : "The token may be expired or revoked; a new one is written with `dbc configure --token`";
    case 429:
      return "Try again later";
    case 507:  // another try would fail as well
      return "See to the disk or folder that the service stores on";
    default:
      return status >= 500 && status != 501 ? "Try again later; `--debug` shows the exchange" : "";
  }
}

ErrorKind kind_of(int status) { return status == 404 ? ErrorKind::not_found : ErrorKind::http; }

}  // namespace

Error error_from_response(const net::Response& response) {
  const auto told = read_body(response.body);
  const bool has_code = told.code.find_first_not_of("0123456789") != std::string::npos;
  const std::string message = (has_code ? told.code : "HTTP " + std::to_string(response.status)) + ": " +
                              (told.message.empty() ? reason(response.status) : told.message);
  return {.kind = kind_of(response.status),
          .message = message,
          .hint = next_step(response.status, has_code),
          .http = HttpDetail{.status = response.status,
                             .error_code = told.code,
                             .body = std::string(first_characters(response.body, k_shown_body))}};
}

}  // namespace dbc::api
