#include "dbc/net/sign_in_page.hpp"

namespace dbc::net {
namespace {

constexpr std::string_view k_sign_in_page = "/login.html";
constexpr std::string_view k_private_link = "private-link-validation-error";

Error kept_out(std::string message, std::string hint) {
  return {.kind = ErrorKind::network,
          .message = std::move(message),
          .hint = std::move(hint),
          .network = NetworkDetail{.sent = true, .transient = false}};
}

}  // namespace

std::optional<Error> sign_in_refusal(const HostUrl& host, std::string_view target) {
  if (target.substr(0, target.find_first_of("?#")) != k_sign_in_page) return std::nullopt;
  if (tells_of_private_link(target)) return private_link_error(host.authority());
  return kept_out(host.authority() + " answered with its sign-in page, " + std::string(k_sign_in_page),
                  "Check the host and the credentials of the profile; a new token is written with "
                  "`dbc configure --token`");
}

bool tells_of_private_link(std::string_view text) { return text.find(k_private_link) != std::string_view::npos; }

Error private_link_error(const std::string& host) {
  return kept_out(host + " takes requests through its private endpoint only, and this one came another way (" +
                      std::string(k_private_link) + ")",
                  "Connect to the network of the private endpoint, and check that the host's name leads to its private "
                  "address, past every proxy (NO_PROXY)");
}

}  // namespace dbc::net
