#include "dbc/net/url.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/base/text.hpp"

namespace dbc::net {
namespace {

std::uint16_t default_port(std::string_view scheme) { return scheme == "http" ? 80 : 443; }

Error host_error(std::string_view value, std::string_view why) {
  return Error{.kind = ErrorKind::config,
               .message = "the host \"" + std::string(value) + "\" is not usable: " + std::string(why),
               .hint = "A host looks like https://adb-1234567890123456.7.azuredatabricks.net"};
}

struct Parts {
  std::string_view scheme;
  std::string_view authority;  ///< without user info
};

Parts cut(std::string_view value) {
  Parts parts{.scheme = "https", .authority = value};
  if (const auto at = value.find("://"); at != std::string_view::npos) {
    parts.scheme = value.substr(0, at);
    parts.authority = value.substr(at + 3);
  } else if (value.starts_with("//")) {
    parts.authority = value.substr(2);
  }
  parts.authority = parts.authority.substr(0, parts.authority.find_first_of("/?#\\"));
  if (const auto at = parts.authority.rfind('@'); at != std::string_view::npos) parts.authority.remove_prefix(at + 1);
  return parts;
}

bool is_name(std::string_view host) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !host.empty() && std::ranges::all_of(host, fits) && host.front() != '.' &&
         host.find("..") == std::string_view::npos;
}

bool is_ipv6(std::string_view host) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.'; };
  return host.size() >= 2 && std::ranges::all_of(host, fits) && std::ranges::count(host, ':') >= 2;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (status != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// Splits "host:port", "[v6]:port" or a bare IPv6 literal. False where the brackets do not match.
bool split_port(std::string_view authority, std::string_view& host, std::string_view& port) {
  host = authority;
  port = {};
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return false;
    host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
    return port.empty() || port.starts_with(':');
  }
  const auto colon = authority.find(':');
  if (colon == std::string_view::npos || colon != authority.rfind(':')) return true;
  host = authority.substr(0, colon);
  port = authority.substr(colon);
  return true;
}

}  // namespace

std::string HostUrl::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port) out += ":" + std::to_string(*port);
  return out;
}

std::uint16_t HostUrl::effective_port() const { return port.value_or(default_port(scheme)); }

Result<HostUrl> parse_host(std::string_view value) {
  const Parts parts = cut(trim(value));
  HostUrl url{.scheme = to_lower(parts.scheme)};
  // What stands before '@' may be a password, so messages show the rest only.
  const std::string shown = std::string(parts.scheme) + "://" + std::string(parts.authority);
  if (trim(value).empty()) return host_error("", "it is empty");
  if (url.scheme != "http" && url.scheme != "https") return host_error(shown, "only https:// and http:// are spoken");
  std::string_view host;
  std::string_view port;
  if (!split_port(parts.authority, host, port)) return host_error(shown, "its brackets do not match");
  url.host = to_lower(host);
  if (url.host.empty()) return host_error(shown, "it names no host");
  const bool bracketed = parts.authority.starts_with('[');
  if (!(is_ipv6(url.host) || (!bracketed && is_name(url.host))))
    return host_error(shown, "a host name consists of letters, digits, dots and hyphens");
  if (port.size() > 1) {
    url.port = parse_port(port.substr(1));
    if (!url.port) return host_error(shown, "a port is a number from 1 to 65535");
    if (*url.port == default_port(url.scheme)) url.port.reset();
  }
  return url;
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
