#include <array>

#include "ask_credentials.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/confirmation.hpp"
#include "dbc/cli/parser.hpp"
#include "dbc/config/profile_store.hpp"
#include "dbc/config/usable_names.hpp"
#include "dbc/embedded/embedded_transport.hpp"
#include "root.hpp"

namespace dbc::commands {
namespace {

using cli::Credentials;
using cli::Invocation;
using cli::Session;

/// A stored version survives unless another is asked for; a new section gets the legacy client's default.
Result<std::optional<std::string>> jobs_version(const Invocation& invocation, const config::IniDocument& document,
                                                const std::string& section) {
  if (invocation.given("jobs-api-version")) return invocation.find("jobs-api-version");
  DBC_TRY(const auto stored, document.get(section, "jobs-api-version"));
  if (stored) return std::optional(stored->text);
  return invocation.flag("local") ? std::nullopt : std::optional<std::string>("2.0");
}

Error usage_error(std::string message, std::string hint) {
  return {.kind = ErrorKind::usage, .message = std::move(message), .hint = std::move(hint)};
}

constexpr std::array<std::string_view, 4> k_ways{"token", "token-file", "oauth", "aad-token"};

/// What was typed may be a token, which is not repeated; whoever typed --token in front of it meant one.
Error unexpected_word(const Invocation& invocation) {
  if (invocation.given("token"))
    return usage_error("Got an unexpected extra argument.",
                       "--token takes no value: it asks for the token, or reads it from standard input");
  return usage_error("Got unexpected extra argument (" + cli::shown_word(invocation.text("NAME")) + ").",
                     "A word goes with --local only, as the name of a workspace of this machine");
}

/// Nothing that was typed is ignored: what does not go together is refused.
Result<void> check_options(const Invocation& invocation) {
  const bool is_local = invocation.flag("local");
  if (invocation.given("NAME") && !is_local) return unexpected_word(invocation);
  if (is_local)
    for (const auto name : {"token", "token-file", "oauth", "scope", "aad-token", "host", "insecure"})
      if (invocation.given(name))
        return usage_error("--" + std::string(name) + " does not go with --local.",
                           "A workspace of this machine has no address, no certificate, and asks for no credentials");
  std::vector<std::string> given;
  for (const auto way : k_ways)
    if (invocation.given(way)) given.push_back("--" + std::string(way));
  if (given.size() > 1) return usage_error("Only one of " + join(given, " and ") + " can be given.", "");
  if (invocation.given("scope") && !invocation.flag("oauth"))
    return usage_error("--scope does not go without --oauth.", "");
  return {};
}

/// Where the profile goes, and what is there now.
struct Target {
  std::string section;
  std::filesystem::path file = {};
  Credentials stored = {};

  [[nodiscard]] std::string in_words() const { return "The profile " + section + " in " + file.string(); }
};

void keep_secret(Session& session, const Credentials& credentials) {
  for (const auto& secret : {credentials.token, credentials.password, credentials.refresh_token})
    session.secrets().add(secret.value_or(""));
}

Result<Target> find_target(Session& session) {
  Target target{.section = session.profile_name().empty() ? "DEFAULT" : session.profile_name()};
  DBC_CHECK(config::check_profile_name(target.section));
  DBC_TRY(target.file, config::profile_file_path(session.environment()));
  DBC_TRY(const auto document, config::load_profiles(target.file));
  target.stored = cli::stored_credentials(document, target.section);
  keep_secret(session, target.stored);
  return target;
}

/// Whether what is worth keeping is replaced only with somebody's word.
bool needs_consent(const Session& session, const Invocation& invocation) {
  const bool is_asked = session.surroundings().input.is_terminal || invocation.flag("local");
  return is_asked && !invocation.flag("overwrite");
}

/// A person is asked before anything of value is replaced. A script may replace what it asks for by the legacy options,
/// as it always could; --local has to be told that it may.
Result<void> settle_consent(Session& session, const Invocation& invocation, const Target& target) {
  if (!needs_consent(session, invocation) || !cli::is_worth_keeping(target.stored)) return {};
  const std::string found = target.in_words() + " has " + cli::in_words(target.stored);
  if (session.surroundings().input.is_terminal) return cli::confirm(session, found + ". Replace them?");
  return Error{.kind = ErrorKind::input,
               .message = found + ", which would be lost",
               .hint = "--overwrite replaces them and keeps a backup; --profile NAME writes another profile"};
}

/// The word was for what was there when it was given.
Result<void> check_unchanged(const Session& session, const Invocation& invocation, const Target& target,
                             const config::IniDocument& document) {
  if (!needs_consent(session, invocation) || cli::stored_credentials(document, target.section) == target.stored)
    return {};
  return Error{.kind = ErrorKind::input,
               .message = target.in_words() + " was changed by another program meanwhile",
               .hint = "Nothing was written; look at it and try again"};
}

config::ProfileChange change_to(const Credentials& wanted, const Invocation& invocation,
                                const std::optional<std::string>& version) {
  const auto insecure = invocation.flag("insecure") ? std::optional<std::string>("True") : std::nullopt;
  auto change = cli::change_to(wanted);
  change.emplace_back("insecure", insecure);
  change.emplace_back("jobs-api-version", version);
  return change;
}

/// Where the workspace is that the profile names now, and where the backup. A script that replaced nothing with the
/// legacy options hears nothing.
Result<void> tell(Session& session, const Invocation& invocation, const Target& target, const std::string& host,
                  const std::filesystem::path& backup) {
  const bool is_local = invocation.flag("local");
  if (backup.empty() && !is_local && !session.surroundings().input.is_terminal) return {};
  std::string text = target.in_words() + " is now for " + cli::shown_host(host);
  if (is_local)
    if (const auto folder = embedded::make_folder(local_workspace_of(invocation), session.environment()))
      text += ", the workspace in " + folder->string();
  if (!backup.empty()) text += ". The file as it was is kept as " + backup.string();
  return session.err().write(visible(text) + "\n");
}

}  // namespace

Result<void> run_configure(Session& session, const Invocation& invocation) {
  DBC_CHECK(check_options(invocation));
  DBC_CHECK(check_given_host(invocation));
  DBC_TRY(const Target target, find_target(session));
  DBC_CHECK(settle_consent(session, invocation, target));
  DBC_TRY(const auto wanted, ask_credentials(session, invocation));
  keep_secret(session, wanted);
  std::filesystem::path backup;
  const auto change = [&](const config::IniDocument& document) -> Result<config::ProfileChange> {
    DBC_CHECK(check_unchanged(session, invocation, target, document));
    DBC_TRY(const auto version, jobs_version(invocation, document, target.section));
    if (cli::would_be_lost(cli::stored_credentials(document, target.section), wanted)) {
      DBC_TRY(backup, config::keep_backup(target.file, document));
    }
    return change_to(wanted, invocation, version);
  };
  DBC_CHECK(config::update_profile_with(target.file, target.section, change));
  return tell(session, invocation, target, wanted.host, backup);
}

}  // namespace dbc::commands
