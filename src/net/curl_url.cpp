#include "curl_url.hpp"

namespace dbc::net {

std::optional<CurlUrl> CurlUrl::parse(const std::string& text, unsigned flags) {
  CurlUrl parsed;
  if (parsed.url_ == nullptr) return std::nullopt;
  if (curl_url_set(parsed.url_.get(), CURLUPART_URL, text.c_str(), flags) != CURLUE_OK) return std::nullopt;
  return parsed;
}

std::string CurlUrl::part(CURLUPart which) const {
  char* found = nullptr;
  if (curl_url_get(url_.get(), which, &found, 0) != CURLUE_OK || found == nullptr) return {};
  std::string text(found);
  curl_free(found);
  return text;
}

}  // namespace dbc::net
