#include <algorithm>
#include <array>

#include "browser_sign_in.hpp"
#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "dbc/config/profile_store.hpp"
#include "prompt.hpp"
#include "root.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

constexpr std::string_view k_host_prompt = "Databricks Host (should begin with https://): ";
constexpr std::string_view k_local_prefix = "local:";
constexpr std::string_view k_reserved_section = "__settings__";

/// The keys of one way to sign in; the other ways' keys are removed.
struct Credentials {
  std::string host = {};
  std::optional<std::string> token = {};
  std::optional<std::string> username = {};
  std::optional<std::string> password = {};
  std::optional<std::string> refresh_token = {};
};

Error config_error(std::string message, std::string hint) {
  return {.kind = ErrorKind::config, .message = std::move(message), .hint = std::move(hint)};
}

bool is_loopback(std::string_view host) {
  return host.starts_with("http://127.") || host.starts_with("http://localhost") || host.starts_with("http://[::1]");
}

bool is_acceptable_host(std::string_view host) {
  return host.starts_with("https://") || host.starts_with(k_local_prefix) || is_loopback(host);
}

Result<std::string> ask_host(Session& session, const Invocation& invocation) {
  if (invocation.given("host")) return invocation.text("host");
  while (true) {
    DBC_TRY(std::string host, ask(session, k_host_prompt, false));
    if (is_acceptable_host(host)) return host;
    if (!session.surroundings().input.is_terminal)
      return config_error("The host " + host + " does not start with https://", "Nothing was written");
    DBC_CHECK(session.err().write("Error: The host does not start with https://\n"));
  }
}

Result<std::string> token_from_file(const std::string& path) {
  auto content = read_file(path);
  if (!content) return std::move(content).error().with_context("Unable to read the token");
  const std::string text = *content;
  std::string token(trim(std::string_view(text).substr(0, text.find('\n'))));
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

/// --token, then --token-file, then --oauth, then --aad-token, else a password: the order in which the legacy client
/// decides.
Result<Credentials> ask_credentials(Session& session, const Invocation& invocation) {
  Credentials credentials;
  if (invocation.flag("local")) {
    const auto name = invocation.find("NAME").value_or("default");
    credentials.host = std::string(k_local_prefix) + name;
    return credentials;
  }
  DBC_TRY(credentials.host, ask_host(session, invocation));
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

/// A stored version survives unless another is asked for; a new section gets the legacy client's default.
Result<std::optional<std::string>> jobs_version(const Invocation& invocation, const std::filesystem::path& file,
                                                const std::string& section) {
  if (invocation.given("jobs-api-version")) return invocation.find("jobs-api-version");
  if (invocation.flag("local")) return std::optional<std::string>{};
  DBC_TRY(const auto document, config::load_profiles(file));
  DBC_TRY(const auto stored, document.get(section, "jobs-api-version"));
  return std::optional<std::string>(stored ? stored->text : "2.0");
}

Result<void> check_local_name(const Invocation& invocation) {
  if (!invocation.given("NAME")) return {};
  if (!invocation.flag("local"))
    return Error{.kind = ErrorKind::usage,
                 .message = "Got an unexpected extra argument.",
                 .hint = "--token takes no value: it asks for the token, or reads it from standard input"};
  return {};
}

}  // namespace

Result<void> run_configure(Session& session, const Invocation& invocation) {
  DBC_CHECK(check_local_name(invocation));
  const std::string section = session.profile_name().empty() ? "DEFAULT" : session.profile_name();
  if (section == k_reserved_section) return config_error("__settings__ is not a profile", "Choose another name");
  DBC_TRY(const auto file, config::profile_file_path(session.environment()));
  DBC_TRY(const auto credentials, ask_credentials(session, invocation));
  DBC_TRY(const auto version, jobs_version(invocation, file, section));
  const auto insecure = invocation.flag("insecure") ? std::optional<std::string>("True") : std::nullopt;
  return config::update_profile(file, section,
                                {{"host", credentials.host},
                                 {"username", credentials.username},
                                 {"password", credentials.password},
                                 {"token", credentials.token},
                                 {"refresh_token", credentials.refresh_token},
                                 {"insecure", insecure},
                                 {"jobs-api-version", version}});
}

}  // namespace dbc::commands
