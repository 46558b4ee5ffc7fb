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
  /// host, or host:port, with brackets around an IPv6 literal: for messages and comparison.
  [[nodiscard]] std::string authority() const;
  /// scheme://authority, without a final slash.
  [[nodiscard]] std::string base() const { return scheme + "://" + authority(); }
  /// The port in use, the scheme's own included.
  [[nodiscard]] std::uint16_t effective_port() const;
};

/// Reads the host of a profile as people write it: a missing scheme means https, `/path`, `?o=` and `user@` are
/// dropped. Errors are of kind `config`.
[[nodiscard]] Result<HostUrl> parse_host(std::string_view value);

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
