#include "dbc/net/redact.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"

namespace dbc::net {
namespace {

constexpr std::array<std::string_view, 10> k_secret_keys = {"string_value", "bytes_value", "assertion",     "code",
                                                            "device_code",  "sas",         "authorization", "api_key",
                                                            "apikey",       "signature"};
constexpr std::array<std::string_view, 7> k_secret_parts = {"password",    "passwd",      "secret",       "credential",
                                                            "account.key", "private_key", "code_verifier"};
constexpr std::array<std::string_view, 26> k_harmless_query_keys = {
    "path",       "format",          "limit",           "offset",    "page_token",   "page_size",   "max_results",
    "cluster_id", "job_id",          "run_id",          "object_id", "pipeline_id",  "policy_id",   "instance_pool_id",
    "scope",      "direct_download", "recursive",       "length",    "expand_tasks", "active_only", "completed_only",
    "run_type",   "views_to_export", "include_history", "count",     "startIndex"};
constexpr std::array<std::string_view, 11> k_loggable_headers = {
    "accept",      "accept-encoding", "content-type", "content-length", "content-encoding", "date",
    "retry-after", "server",          "user-agent",   "x-request-id",   "transfer-encoding"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& set, std::string_view text) {
  return std::ranges::find(set, text) != set.end();
}

/// page_token and its kind lead to the next page, not into the workspace.
bool is_paging_key(std::string_view key) { return key.ends_with("page_token") || key.ends_with("pagetoken"); }

}  // namespace

bool is_secret_key(std::string_view written) {
  const std::string key = to_lower(written);
  if (key.ends_with("token") || key.ends_with("token_value")) return !is_paging_key(key);
  const auto holds = [&key](std::string_view part) { return key.find(part) != std::string::npos; };
  return contains(k_secret_keys, key) || std::ranges::any_of(k_secret_parts, holds);
}

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

/// Position after the quote that closes the string opened at `at`, or the end of the text.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return text.size();
}

/// Position after the number or word at `at`; `at` itself where an object or array begins.
std::size_t end_of_scalar(std::string_view text, std::size_t at) {
  while (at < text.size() && std::string_view(",]}[{\r\n").find(text[at]) == std::string_view::npos) ++at;
  return at;
}

std::string redact_json(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto quote = std::min(text.find('"', at), text.size());
    out += text.substr(at, quote - at);
    if (quote == text.size()) break;
    const auto end = end_of_string(text, quote);
    out += text.substr(quote, end - quote);
    at = end;
    const auto colon = skip_blanks(text, end);
    if (colon >= text.size() || text[colon] != ':' || !is_secret_key(text.substr(quote + 1, end - quote - 2))) continue;
    const auto value = skip_blanks(text, colon + 1);
    out += text.substr(end, value - end);
    const bool is_string = value < text.size() && text[value] == '"';
    at = is_string ? end_of_string(text, value) : end_of_scalar(text, value);
    if (at > value) out += '"' + std::string(k_redacted) + '"';
  }
  return out;
}

bool is_form(std::string_view body) {
  const auto equals = body.find('=');
  return equals != std::string_view::npos && equals > 0 && body.find_first_of(" {[\"<\n") > equals;
}

template <class IsShown>
std::string redact_form(std::string_view form, IsShown is_shown) {
  std::string out;
  for (const auto field : split(form, '&')) {
    if (field.data() != form.data()) out += '&';
    const auto equals = field.find('=');
    const bool shown = equals == std::string_view::npos || is_shown(field.substr(0, equals));
    out += shown ? std::string(field) : std::string(field.substr(0, equals + 1)) + std::string(k_redacted);
  }
  return out;
}

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}

/// Masks the run of token characters after each `prefix` where at least `shortest` of them follow.
std::string redact_after(std::string text, std::string_view prefix, std::size_t shortest) {
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
    at += prefix.size();
    auto end = at;
    while (end < text.size() && is_token_character(text[end])) ++end;
    if (end - at < shortest) continue;
    text.replace(at, end - at, k_redacted);
    at += k_redacted.size();
  }
  return text;
}

}  // namespace

std::string redact_body(std::string_view body) {
  std::string out =
      is_form(body) ? redact_form(body, [](std::string_view key) { return !is_secret_key(key); }) : redact_json(body);
  out = redact_after(std::move(out), "dapi", 16);
  out = redact_after(std::move(out), "dose", 16);
  out = redact_after(std::move(out), "eyJ", 20);  // a JSON web token
  out = redact_after(std::move(out), "Bearer ", 1);
  return redact_after(std::move(out), "Basic ", 8);
}

std::string redact_target(std::string_view target) {
  const auto question = target.find('?');
  std::string path = redact_body(target.substr(0, question));
  if (question == std::string_view::npos) return path;
  const auto is_harmless = [](std::string_view key) { return contains(k_harmless_query_keys, key); };
  return path + "?" + redact_form(target.substr(question + 1), is_harmless);
}

bool is_loggable_header(std::string_view name) { return contains(k_loggable_headers, to_lower(name)); }

}  // namespace dbc::net
