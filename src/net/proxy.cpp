#include "dbc/net/proxy.hpp"

#include "curl_url.hpp"

namespace dbc::net {

ProxyChoice choose_proxy(std::string_view scheme, const Environment& environment) {
  auto proxy = scheme == "http" ? first_set(environment, {"http_proxy", "HTTP_PROXY"})
                                : first_set(environment, {"https_proxy", "HTTPS_PROXY"});
  if (!proxy) proxy = first_set(environment, {"all_proxy", "ALL_PROXY"});
  return {.proxy = proxy.value_or(""), .no_proxy = first_set(environment, {"no_proxy", "NO_PROXY"}).value_or("")};
}

std::string proxy_for_display(std::string_view proxy) {
  const auto url = CurlUrl::parse(std::string(proxy), CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
  if (!url) return "of the environment";  // what cannot be taken apart may be a password from end to end
  const std::string port = url->part(CURLUPART_PORT);
  return url->part(CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

}  // namespace dbc::net
