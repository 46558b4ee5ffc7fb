#include "ask_credentials.hpp"

#include "browser_sign_in.hpp"
#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/text_encoding.hpp"
#include "dbc/config/usable_names.hpp"
#include "dbc/net/url.hpp"
#include "prompt.hpp"

namespace dbc::commands {
namespace {

using cli::Credentials;
using cli::Invocation;
using cli::Session;

constexpr std::string_view k_host_prompt = "Databricks Host (should begin with https://): ";

Error config_error(std::string message, std::string hint) {
  return {.kind = ErrorKind::config, .message = std::move(message), .hint = std::move(hint)};
}

/// A credential goes in plain text to this machine only.
bool is_plain_and_near(std::string_view host) {
  const auto url = host.starts_with("http://") ? net::parse_host(host) : Result<net::HostUrl>(net::HostUrl{});
  return url && !url->is_secure() && url->is_loopback();
}

bool is_acceptable_host(std::string_view host) {
  return host.starts_with("https://") || host.starts_with(config::k_local_scheme) || is_plain_and_near(host);
}

Result<std::string> ask_host(Session& session) {
  while (true) {
    DBC_TRY(std::string host, ask(session, k_host_prompt, false));
    if (is_acceptable_host(host)) return host;
    if (!session.surroundings().input.is_terminal)
      return config_error("The host " + host + " does not start with https://", "Nothing was written");
    DBC_CHECK(session.err().write("Error: The host does not start with https://\n"));
  }
}

Result<std::string> token_from_file(const std::string& path) {
  auto content = read_text_file(path);
  if (!content) return std::move(content).error().with_context("Unable to read the token");
  const auto text = without_utf8_mark(*content);
  std::string token(trim(text.substr(0, text.find('\n'))));
  if (token.empty())
    return config_error("the first line of " + path + " is empty, where the token should be", "Nothing was written");
  return token;
}

Result<std::string> token_from_variable(Session& session) {
  const auto token = session.environment()("DATABRICKS_AAD_TOKEN");
  if (token && !trim(*token).empty()) return std::string(trim(*token));
  return config_error("DATABRICKS_AAD_TOKEN is not set",
                      "Set it, e.g. DATABRICKS_AAD_TOKEN=$(az account get-access-token --resource "
                      "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d --query accessToken --output tsv)");
}

Result<Credentials> ask_password(Session& session, Credentials credentials) {
  DBC_TRY(credentials.username, ask(session, "Username: ", false));
  while (true) {
    DBC_TRY(const std::string password, ask(session, "Password: ", true));
    credentials.password = password;
    DBC_TRY(const std::string again, ask(session, "Repeat for confirmation: ", true));
    if (again == password) return credentials;
    if (!session.surroundings().input.is_terminal)
      return config_error("The two entered passwords do not match", "Nothing was written");
    DBC_CHECK(session.err().write("Error: The two entered values do not match.\n"));
  }
}

/// --token, then --token-file, then --oauth, then --aad-token, else a password.
Result<Credentials> ask_sign_in(Session& session, const Invocation& invocation, Credentials credentials) {
  if (invocation.flag("token")) {
    DBC_TRY(credentials.token, ask(session, "Token: ", true));
  } else if (invocation.given("token-file")) {
    DBC_TRY(credentials.token, token_from_file(invocation.text("token-file")));
  } else if (invocation.flag("oauth")) {
    DBC_TRY(auto tokens, sign_in_by_browser(session, invocation, credentials.host));
    credentials.token = std::move(tokens.access_token);
    credentials.refresh_token = std::move(tokens.refresh_token);
  } else if (invocation.flag("aad-token")) {
    DBC_TRY(credentials.token, token_from_variable(session));
  } else {
    return ask_password(session, std::move(credentials));
  }
  return credentials;
}

/// The host that the command line names, if it does.
std::optional<std::string> given_host(const Invocation& invocation) {
  if (invocation.flag("local")) return std::string(config::k_local_scheme) + local_workspace_of(invocation);
  return invocation.given("host") ? invocation.find("host") : std::nullopt;
}

Result<void> check_usable(const std::string& host) {
  DBC_CHECK(config::check_host(host));
  if (!host.starts_with(config::k_local_scheme)) DBC_CHECK(net::parse_host(host));
  return {};
}

}  // namespace

std::string local_workspace_of(const Invocation& invocation) { return invocation.find("NAME").value_or("default"); }

Result<void> check_given_host(const Invocation& invocation) {
  const auto host = given_host(invocation);
  return host ? check_usable(*host) : Result<void>{};
}

Result<Credentials> ask_credentials(Session& session, const Invocation& invocation) {
  Credentials credentials;
  if (const auto host = given_host(invocation)) {
    credentials.host = *host;
  } else {
    DBC_TRY(credentials.host, ask_host(session));
    DBC_CHECK(check_usable(credentials.host));
  }
  return invocation.flag("local") ? credentials : ask_sign_in(session, invocation, std::move(credentials));
}

}  // namespace dbc::commands
