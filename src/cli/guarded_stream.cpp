#include "guarded_stream.hpp"

#include <array>

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"

namespace dbc::cli {
namespace {

/// Variables that hold credentials, also where another profile is in force.
constexpr std::array<std::string_view, 7> k_secret_variables{
    "DATABRICKS_TOKEN",         "DATABRICKS_PASSWORD", "DATABRICKS_REFRESH_TOKEN", "DATABRICKS_AAD_TOKEN",
    "DATABRICKS_CLIENT_SECRET", "ARM_CLIENT_SECRET",   "DBC_EMULATOR_TOKEN"};

/// Variables that name a proxy, perhaps with a password: http://USER:PASSWORD@proxy.
constexpr std::array<std::string_view, 6> k_proxy_variables{"http_proxy",  "HTTP_PROXY", "https_proxy",
                                                            "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};

/// The password in front of '@', and the pair as a proxy gets it.
void add_proxy(net::KnownSecrets& secrets, std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const auto at = url.rfind('@');
  const auto colon = url.find(':');
  if (at == std::string_view::npos || colon > at) return;
  const auto user = percent_decode(url.substr(0, colon), false);
  const auto password = percent_decode(url.substr(colon + 1, at - colon - 1), false);
  if (!user || !password) return;
  secrets.add(*password);
  secrets.add(base64_encode(*user + ":" + *password));
}

}  // namespace

/// The environment is looked at here because most commands have nothing to say.
Result<void> GuardedStream::write(std::string_view text) {
  for (const auto variable : k_secret_variables) secrets_.add((*environment_)(variable).value_or(""));
  for (const auto variable : k_proxy_variables) add_proxy(secrets_, (*environment_)(variable).value_or(""));
  return next_->write(visible_lines(secrets_.mask(text)));
}

}  // namespace dbc::cli
