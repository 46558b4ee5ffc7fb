#include "dbc/net/proxy.hpp"

namespace dbc::net {

ProxyChoice choose_proxy(std::string_view scheme, const Environment& environment) {
  auto proxy = scheme == "http" ? first_set(environment, {"http_proxy", "HTTP_PROXY"})
                                : first_set(environment, {"https_proxy", "HTTPS_PROXY"});
  if (!proxy) proxy = first_set(environment, {"all_proxy", "ALL_PROXY"});
  return {.proxy = proxy.value_or(""), .no_proxy = first_set(environment, {"no_proxy", "NO_PROXY"}).value_or("")};
}

std::string proxy_for_display(std::string_view proxy) {
  if (const auto scheme = proxy.find("://"); scheme != std::string_view::npos) proxy.remove_prefix(scheme + 3);
  if (const auto at = proxy.rfind('@'); at != std::string_view::npos) proxy.remove_prefix(at + 1);
  return std::string(proxy.substr(0, proxy.find('/')));
}

}  // namespace dbc::net
