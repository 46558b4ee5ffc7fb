#include "dbc/net/url.hpp"

#include <algorithm>
#include <charconv>

#include "curl_url.hpp"
#include "dbc/base/text.hpp"

namespace dbc::net {
namespace {

constexpr std::string_view k_scheme_end = "://";

std::uint16_t default_port(std::string_view scheme) { return scheme == "http" ? 80 : 443; }

Error host_error(std::string_view value, std::string_view why) {
  return Error{.kind = ErrorKind::config,
               .message = "the host \"" + std::string(value) + "\" is not usable: " + std::string(why),
               .hint = "A host looks like https://adb-1234567890123456.7.azuredatabricks.net"};
}

/// A host value with its scheme in front. A bare IPv6 literal gets the brackets that a URL demands.
std::string with_scheme(std::string_view value) {
  if (value.find(k_scheme_end) != std::string_view::npos) return std::string(value);
  if (value.starts_with("//")) return "https:" + std::string(value);
  const bool bare_literal =
      !value.starts_with('[') && std::ranges::count(value, ':') > 1 && value.find_first_of("/?#@.") == value.npos;
  return "https://" + (bare_literal ? "[" + std::string(value) + "]" : std::string(value));
}

/// Scheme and authority alone. What stands before '@' may be a password, so messages show the rest only.
std::string for_display(const std::string& url) {
  const auto start = url.find(k_scheme_end) + k_scheme_end.size();
  auto authority = std::string_view(url).substr(start);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  return url.substr(0, start) + std::string(authority);
}

bool is_control_or_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }

/// Readers of URLs disagree about these; none has a place in a URL.
bool has_ambiguous_character(std::string_view url) {
  return std::ranges::any_of(url, [](char c) { return is_control_or_blank(c) || c == '\\'; });
}

bool is_name(std::string_view host) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !host.empty() && std::ranges::all_of(host, fits) && host.front() != '.' &&
         host.find("..") == std::string_view::npos;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (status != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

struct Reading {
  HostUrl host = {};
  std::string problem = {};  ///< why there is none
};

/// libcurl has bracketed, and so checked, an IPv6 literal; a name is left to us.
Reading read_host(const CurlUrl& url) {
  Reading reading{.host = {.scheme = to_lower(url.part(CURLUPART_SCHEME)), .host = to_lower(url.part(CURLUPART_HOST))}};
  HostUrl& host = reading.host;
  if (host.scheme != "http" && host.scheme != "https") return {.problem = "only https:// and http:// are spoken"};
  const bool literal = host.host.starts_with('[') && host.host.ends_with(']');
  if (literal) host.host = host.host.substr(1, host.host.size() - 2);
  if ((!literal && !is_name(host.host)) || !url.part(CURLUPART_ZONEID).empty())
    return {.problem = "a host name consists of letters, digits, dots and hyphens"};
  const std::string port = url.part(CURLUPART_PORT);
  if (port.empty()) return reading;
  host.port = parse_port(port);
  if (!host.port) return {.problem = "a port is a number from 1 to 65535"};
  if (*host.port == default_port(host.scheme)) host.port.reset();
  return reading;
}

Error unusable_url(std::string why) {
  return Error{.kind = ErrorKind::network,
               .message = "the service names an address that is not usable: " + std::move(why),
               .hint = "Check the host of the profile in use",
               .network = NetworkDetail{.sent = true, .transient = false}};
}

/// 127.0.0.0/8 as libcurl writes it, whatever form it was written in. A name may begin alike.
bool is_loopback_address(std::string_view host) {
  const bool numeric = std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return numeric && host.starts_with("127.") && std::ranges::count(host, '.') == 3;
}

}  // namespace

bool HostUrl::is_loopback() const { return host == "localhost" || host == "::1" || is_loopback_address(host); }

std::string HostUrl::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port) out += ":" + std::to_string(*port);
  return out;
}

std::uint16_t HostUrl::effective_port() const { return port.value_or(default_port(scheme)); }

Result<HostUrl> parse_host(std::string_view value) {
  value = trim(value);
  if (value.empty()) return host_error("", "it is empty");
  const std::string text = with_scheme(value);
  const std::string shown = for_display(text);
  const auto authority = std::string_view(shown).substr(shown.find(k_scheme_end) + k_scheme_end.size());
  if (authority.empty()) return host_error(shown, "it names no host");
  if (has_ambiguous_character(text) || authority.find('%') != std::string_view::npos)
    return host_error(shown, "a host name consists of letters, digits, dots and hyphens");
  const auto url = CurlUrl::parse(text, CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS);
  if (!url) return host_error(shown, "it is not the beginning of a URL");
  auto reading = read_host(*url);
  if (!reading.problem.empty()) return host_error(shown, reading.problem);
  return std::move(reading.host);
}

Result<WebUrl> parse_web_url(std::string_view text) {
  if (has_ambiguous_character(text)) return unusable_url("it holds a blank, a backslash or a control character");
  const auto url = CurlUrl::parse(std::string(text), CURLU_PATH_AS_IS);
  if (!url) return unusable_url("it is no URL of http:// or https://");
  if (!url->part(CURLUPART_USER).empty() || !url->part(CURLUPART_PASSWORD).empty())
    return unusable_url("a user name stands before its host");
  auto reading = read_host(*url);
  if (!reading.problem.empty()) return unusable_url(std::move(reading.problem));
  const std::string query = url->part(CURLUPART_QUERY);
  return WebUrl{.host = std::move(reading.host),
                .target = url->part(CURLUPART_PATH) + (query.empty() ? "" : "?" + query)};
}

QueryString& QueryString::add(std::string_view key, std::string_view value) {
  if (!text_.empty()) text_ += '&';
  text_ += form_encode(key) + "=" + form_encode(value);
  return *this;
}

QueryString& QueryString::add_flag(std::string_view key, bool value) { return add(key, value ? "true" : "false"); }

QueryString& QueryString::add_number(std::string_view key, std::int64_t value) {
  return add(key, std::to_string(value));
}

std::string QueryString::after(std::string_view path) const {
  return text_.empty() ? std::string(path) : std::string(path) + "?" + text_;
}

}  // namespace dbc::net
