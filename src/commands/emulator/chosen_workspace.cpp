#include "chosen_workspace.hpp"

#include <algorithm>

#include "dbc/base/visible_text.hpp"
#include "dbc/embedded/embedded_transport.hpp"
#include "emulator.hpp"
#include "served_folders.hpp"

namespace dbc::commands {
namespace {

using cli::Invocation;
using cli::Session;

constexpr std::string_view k_default = "default";

Result<ChosenWorkspace> embedded_workspace(std::string_view name, const Environment& environment) {
  DBC_TRY(auto folder, embedded::workspace_folder(name, environment));
  return ChosenWorkspace{.folder = std::move(folder), .name = std::string(name)};
}

Result<ChosenWorkspace> in_folder(const std::string& typed) {
  std::error_code problem;
  auto path = std::filesystem::absolute(typed, problem);
  if (!problem && !typed.empty()) return ChosenWorkspace{.folder = std::move(path)};
  return Error{.kind = ErrorKind::input, .message = "--data-dir '" + typed + "' is not a usable path"};
}

/// The folder that a surrounding `exec` has told; empty where there is none.
std::filesystem::path exec_folder(const Session& session) {
  return session.environment()(k_exec_folder_variable).value_or("");
}

/// Within `exec`, its own workspaces go before others of the same name.
Result<ChosenWorkspace> by_name(const Session& session, const std::string& name) {
  const auto first = exec_folder(session);
  if (!first.empty())
    for (const auto& folder : served_together(first, session.environment()))
      if (folder.filename() == name) return ChosenWorkspace{.folder = folder, .of_exec = true};
  return embedded_workspace(name, session.environment());
}

/// A request of the program goes to the workspace of its token, where `exec` serves several.
ChosenWorkspace of_exec(const Session& session, const std::filesystem::path& first) {
  const auto& environment = session.environment();
  const auto reached = reached_by(served_together(first, environment), environment("DATABRICKS_TOKEN").value_or(""));
  if (reached) return {.folder = *reached, .of_exec = true};
  return {
      .folder = first,
      .of_exec = true,
      .doubt = "DATABRICKS_TOKEN leads to none, or more than one, of the workspaces that `dbc emulator exec` serves"};
}

Result<ChosenWorkspace> default_in_doubt(const Session& session, std::string doubt) {
  DBC_TRY(auto chosen, embedded_workspace(k_default, session.environment()));
  chosen.doubt = std::move(doubt);
  return chosen;
}

/// A profile that nobody has typed may be one that only other programs can use: it says nothing about a workspace here.
Result<ChosenWorkspace> of_profile(const Session& session) {
  const auto& environment = session.environment();
  const auto found = config::find_profile(session.profile_name(), environment);
  if (!found && !session.profile_name().empty()) return found.error();
  if (!found) return default_in_doubt(session, found.error().message);
  const auto& profile = *found;
  if (!profile) return embedded_workspace(k_default, environment);
  if (const auto name = profile->local_workspace()) return embedded_workspace(*name, environment);
  const auto served = served_at(profile->host.value, environment);
  const std::string token = profile->token ? profile->token->value : "";
  if (const auto reached = reached_by(served, token)) return ChosenWorkspace{.folder = *reached};
  return default_in_doubt(session, "the host in force (" + profile->host.origin + ") is no workspace of this machine");
}

/// What names a workspace on the command line: an option, and its value.
struct TypedPlace {
  std::string_view option;
  std::string value;
};

Result<std::optional<TypedPlace>> typed_place(const Session& session, const Invocation& invocation) {
  std::vector<TypedPlace> places;
  for (const std::string_view option : {"data-dir", "workspace", "WORKSPACE"})
    if (invocation.given(option)) places.push_back({option, invocation.text(option)});
  const bool has_profile = !session.profile_name().empty();
  if (places.size() + (has_profile ? 1 : 0) > 1)
    return Error{.kind = ErrorKind::usage,
                 .message = "Only one of --data-dir, a workspace's name and --profile can be given."};
  return places.empty() ? std::optional<TypedPlace>{} : std::optional(places.front());
}

}  // namespace

std::string ChosenWorkspace::in_words() const {
  return "the workspace " + (name.empty() ? "" : "'" + name + "' ") + "in " + folder.string();
}

Result<ChosenWorkspace> choose_workspace(const Session& session, const Invocation& invocation) {
  DBC_TRY(const auto place, typed_place(session, invocation));
  if (place) return place->option == "data-dir" ? in_folder(place->value) : by_name(session, place->value);
  const auto first = exec_folder(session);
  if (!first.empty() && session.profile_name().empty()) return of_exec(session, first);
  return of_profile(session);
}

Result<ChosenWorkspace> choose_workspace_to_change(const Session& session, const Invocation& invocation) {
  DBC_TRY(auto chosen, choose_workspace(session, invocation));
  if (chosen.doubt.empty()) return chosen;
  return Error{.kind = ErrorKind::input,
               .message = "it is not said which workspace is meant: " + chosen.doubt,
               .hint = "--workspace NAME or --data-dir FOLDER says it; nothing was changed"};
}

Result<ChosenWorkspace> choose_workspace_to_show(Session& session, const Invocation& invocation) {
  DBC_TRY(auto chosen, choose_workspace(session, invocation));
  if (!chosen.doubt.empty())
    DBC_CHECK(session.err().write(visible("Note: this is " + chosen.in_words() + ", because " + chosen.doubt) + "\n"));
  return chosen;
}

Result<void> require_unserved(const ChosenWorkspace& chosen) {
  auto free = require_no_server(chosen.folder);
  if (free || !chosen.of_exec) return free;
  return std::move(free).error().with_hint("It is that of `dbc emulator exec`; the next one gets a new workspace");
}

}  // namespace dbc::commands
