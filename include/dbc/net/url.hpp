#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

namespace dbc::net {

/// Where a workspace answers: what is left of a host value once path, query and user info are gone.
struct HostUrl {
  std::string scheme = "https";            ///< "http" or "https"
  std::string host = {};                   ///< lower case; an IPv6 literal without its brackets
  std::optional<std::uint16_t> port = {};  ///< only where it is not the scheme's own

  [[nodiscard]] bool is_secure() const { return scheme == "https"; }
  /// True for this machine itself: localhost, 127.0.0.0/8 and ::1.
  [[nodiscard]] bool is_loopback() const;
  /// host, or host:port, with brackets around an IPv6 literal: for messages and comparison.
  [[nodiscard]] std::string authority() const;
  /// scheme://authority, without a final slash. Two URLs with the same base have the same origin.
  [[nodiscard]] std::string base() const { return scheme + "://" + authority(); }
  /// The port in use, the scheme's own included.
  [[nodiscard]] std::uint16_t effective_port() const;
};

/// Reads the host of a profile as people write it: a missing scheme means https, `/path`, `?o=` and `user@` are
/// dropped. Errors are of kind `config`.
[[nodiscard]] Result<HostUrl> parse_host(std::string_view value);

/// An absolute URL that a server named.
struct WebUrl {
  HostUrl host = {};
  std::string target = "/";  ///< path and query
  [[nodiscard]] std::string text() const { return host.base() + target; }
};

/// Reads such a URL with the parser of the library that connects, and refuses what another reader could take for
/// another host: user info, backslashes, control characters, anything but http and https. Errors are of kind `network`.
[[nodiscard]] Result<WebUrl> parse_web_url(std::string_view text);

/// A query string in the form of Python's urlencode: blanks as '+', in the order of the calls.
class QueryString {
 public:
  QueryString& add(std::string_view key, std::string_view value);
  QueryString& add_flag(std::string_view key, bool value);
  QueryString& add_number(std::string_view key, std::int64_t value);
  [[nodiscard]] const std::string& text() const { return text_; }
  /// `path`, followed by '?' and the query unless that is empty.
  [[nodiscard]] std::string after(std::string_view path) const;

 private:
  std::string text_;
};

}  // namespace dbc::net
