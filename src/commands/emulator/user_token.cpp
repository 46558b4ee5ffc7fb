#include "user_token.hpp"

#include <charconv>

#include "chosen_workspace.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "dbc/cli/stored_profile.hpp"
#include "dbc/config/profile.hpp"
#include "dbc/config/profile_store.hpp"
#include "dbc/config/usable_names.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

Result<Json> request_of(const Invocation& invocation) {
  Json request{{"user_name", invocation.text("USER")}, {"comment", invocation.text("comment")}};
  if (!invocation.given("lifetime-seconds")) return request;
  const std::string text = invocation.text("lifetime-seconds");
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem != std::errc{} || end != text.data() + text.size())
    return Error{.kind = ErrorKind::usage,
                 .message = "Invalid value for '--lifetime-seconds': '" + text + "' is no count of seconds."};
  request["lifetime_seconds"] = seconds;
  return request;
}

Error no_workspace(const std::filesystem::path& folder) {
  return {.kind = ErrorKind::not_found,
          .message = "there is no workspace in " + folder.string(),
          .hint = "`dbc emulator start` makes one; --data-dir or --workspace names another"};
}

/// A profile needs an address: through local:NAME, everybody is the owner.
Result<std::string> served_address(const std::filesystem::path& folder) {
  DBC_TRY(const auto state, running_emulator(folder));
  if (state) return state->url;
  return Error{.kind = ErrorKind::input,
               .message = "no emulator serves " + folder.string() + ", so that a profile has no address to name",
               .hint = "`dbc emulator start --data-dir " + folder.string() + "` serves it"};
}

/// Where a profile goes, and whether it may replace what is there.
struct ProfileTarget {
  std::string name;
  std::filesystem::path file = {};
  std::string host = {};
  bool overwrites = false;

  /// What a person would miss: a profile for another address.
  [[nodiscard]] bool would_lose(const cli::Credentials& stored) const {
    return stored.host != host && stored != cli::Credentials{};
  }

  [[nodiscard]] Result<void> write(const std::string& token) const {
    return config::update_profile_with(
        file, name, [&](const config::IniDocument& document) -> Result<config::ProfileChange> {
          const bool loses = would_lose(cli::stored_credentials(document, name));
          if (loses && !overwrites)
            return Error{.kind = ErrorKind::input,
                         .message = "the profile " + name + " in " + file.string() + " is for another workspace",
                         .hint = "--overwrite replaces it and keeps a backup of the file"};
          if (loses) DBC_CHECK(config::keep_backup(file, document));
          return cli::change_to({.host = host, .token = token});
        });
  }
};

Result<ProfileTarget> profile_target(const Session& session, const Invocation& invocation,
                                     const std::filesystem::path& folder) {
  ProfileTarget target{.name = invocation.text("write-profile"), .overwrites = invocation.flag("overwrite")};
  DBC_CHECK(config::check_profile_name(target.name));
  DBC_TRY(target.file, config::profile_file_path(session.environment()));
  DBC_TRY(target.host, served_address(folder));
  return target;
}

/// On standard output there is nothing but the token, so that a script can take it.
Result<void> hand_over(Session& session, const Invocation& invocation, const Json& reply,
                       const std::optional<ProfileTarget>& profile) {
  const std::string token = string_or(reply, "token_value", "");
  session.secrets().add(token);
  const std::string whose = "The token of " + visible(invocation.text("USER"));
  if (invocation.given("token-file")) {
    DBC_CHECK(write_file_atomically(invocation.text("token-file"), token + "\n", 0600));
    DBC_CHECK(session.err().write(whose + " is in " + visible(invocation.text("token-file")) + "\n"));
  }
  if (profile) {
    DBC_CHECK(profile->write(token));
    DBC_CHECK(
        session.err().write(whose + " is in the profile " + profile->name + " of " + profile->file.string() + "\n"));
  }
  if (profile || invocation.given("token-file")) return {};
  if (invocation.text("output") == "JSON") return cli::print_json(session, reply);
  return session.out().write(token + "\n");
}

}  // namespace

Result<Json> make_user_token(emulator::Workspace& workspace, const Json& request) {
  const auto reply = workspace.handle({.method = "POST", .target = "/_internal/tokens", .body = request.dump()},
                                      emulator::Door::embedded);
  DBC_TRY(auto body, parse_json(reply.body));
  if (reply.status < 400) return body;
  return Error{.kind = ErrorKind::input,
               .message = string_or(body, "message", reply.body),
               .hint = "A seed makes users: `users/*.json`; an admin does by `/api/2.0/preview/scim/v2/Users`"};
}

Result<void> run_emulator_token_create(Session& session, const Invocation& invocation) {
  DBC_TRY(const Json request, request_of(invocation));
  if (invocation.flag("overwrite") && !invocation.given("write-profile"))
    return Error{.kind = ErrorKind::usage, .message = "--overwrite does not go without --write-profile."};
  DBC_TRY(const auto chosen, choose_workspace_to_change(session, invocation));
  if (!emulator::is_workspace(chosen.folder)) return no_workspace(chosen.folder);
  std::optional<ProfileTarget> profile;
  if (invocation.given("write-profile")) {
    DBC_TRY(profile, profile_target(session, invocation, chosen.folder));
  }
  DBC_TRY(const auto workspace, emulator::Workspace::open({.folder = chosen.folder}));
  DBC_TRY(const Json reply, make_user_token(*workspace, request));
  return hand_over(session, invocation, reply, profile);
}

}  // namespace dbc::commands
