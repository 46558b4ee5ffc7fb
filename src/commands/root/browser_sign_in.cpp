#include "browser_sign_in.hpp"

#include <algorithm>

#include "browser.hpp"
#include "configure_command.hpp"
#include "dbc/auth/sign_in.hpp"
#include "dbc/base/text.hpp"
#include "prompt.hpp"

namespace dbc::commands {
namespace {

using Scopes = std::vector<std::string>;

Result<Scopes> read_scopes(const std::string& answer) {
  const auto known = split(k_oauth_scopes, '|');
  Scopes scopes;
  for (const auto word : split(answer, ',')) {
    const auto scope = trim(word);
    if (std::ranges::find(known, scope) == known.end())
      return Error{.kind = ErrorKind::config,
                   .message = "'" + std::string(scope) + "' is not a scope",
                   .hint = "Choose from " + replace_all(std::string(k_oauth_scopes), "|", ", ")};
    scopes.emplace_back(scope);
  }
  return scopes;
}

/// Asks a person again after a slip; a script gets the error.
Result<Scopes> ask_scopes(cli::Session& session) {
  const std::string prompt =
      "Scopes, with a comma between two (" + replace_all(std::string(k_oauth_scopes), "|", ", ") + "): ";
  while (true) {
    DBC_TRY(const std::string answer, ask(session, prompt, false));
    auto scopes = read_scopes(answer);
    if (scopes || !session.surroundings().input.is_terminal) return scopes;
    DBC_CHECK(session.err().write("Error: " + scopes.error().message + "\n"));
  }
}

}  // namespace

Result<auth::OAuthTokens> sign_in_by_browser(cli::Session& session, const cli::Invocation& invocation,
                                             const std::string& host) {
  auth::SignInRequest request{.host = host, .scopes = invocation.texts("scope")};
  if (request.scopes.empty()) {
    DBC_TRY(request.scopes, ask_scopes(session));
  }
  request.open = [&session](const std::string& url) { return cli::open_plain_transport(session.surroundings(), url); };
  request.tell = [&session](std::string_view line) { return session.out().write(std::string(line) + "\n"); };
  request.open_browser = [&session](const std::string& url) { (void)open_in_browser(url, session.environment()); };
  return auth::sign_in(request);
}

}  // namespace dbc::commands
