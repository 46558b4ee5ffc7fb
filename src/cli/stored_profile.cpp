#include "dbc/cli/stored_profile.hpp"

#include "dbc/config/usable_names.hpp"
#include "dbc/net/url.hpp"

namespace dbc::cli {
namespace {

/// A value that cannot be expanded is a value all the same, and may be the reason for writing another.
std::optional<std::string> read_key(const config::IniDocument& document, const std::string& section,
                                    std::string_view key) {
  const auto value = document.get(section, key);
  if (!value) return "%";
  return *value && !(*value)->text.empty() ? std::optional((*value)->text) : std::nullopt;
}

}  // namespace

Credentials stored_credentials(const config::IniDocument& document, const std::string& section) {
  return {.host = read_key(document, section, "host").value_or(""),
          .token = read_key(document, section, "token"),
          .username = read_key(document, section, "username"),
          .password = read_key(document, section, "password"),
          .refresh_token = read_key(document, section, "refresh_token")};
}

config::ProfileChange change_to(const Credentials& wanted) {
  return {{"host", wanted.host},
          {"username", wanted.username},
          {"password", wanted.password},
          {"token", wanted.token},
          {"refresh_token", wanted.refresh_token}};
}

bool is_worth_keeping(const Credentials& stored) {
  const bool has_credential = stored.token || stored.username || stored.password || stored.refresh_token;
  return has_credential || (!stored.host.empty() && !stored.host.starts_with(config::k_local_scheme));
}

bool would_be_lost(const Credentials& stored, const Credentials& wanted) {
  return is_worth_keeping(stored) && stored != wanted;
}

std::string in_words(const Credentials& stored) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : " and ") + part; };
  if (!stored.host.empty()) add("the host " + shown_host(stored.host));
  if (stored.token) add(stored.refresh_token ? "the tokens of a sign-in" : "a token");
  if (stored.username || stored.password) add("a username and password");
  return text.empty() ? "a refresh token" : text;
}

std::string shown_host(const std::string& host) {
  if (host.find('@') == std::string::npos) return host;
  const auto url = net::parse_host(host);
  return url ? url->base() : "that cannot be shown";
}

}  // namespace dbc::cli
