#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

namespace dbc::net {

/// A URL as libcurl takes it apart, so that what decides about a URL and what connects never differ.
class CurlUrl {
 public:
  /// Nothing where libcurl would not use the URL. `flags` are CURLU_... of curl_url_set.
  [[nodiscard]] static std::optional<CurlUrl> parse(const std::string& text, unsigned flags = 0);

  /// One part as it stands, or an empty text where it is absent.
  [[nodiscard]] std::string part(CURLUPart which) const;

 private:
  struct Deleter {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
  };
  std::unique_ptr<CURLU, Deleter> url_{curl_url()};
};

}  // namespace dbc::net
