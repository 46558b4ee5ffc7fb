#pragma once

#include <filesystem>
#include <string>

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::commands {

/// What `emulator exec` tells its program: the folder of the workspace that it runs in.
inline constexpr std::string_view k_exec_folder_variable = "DBC_EMULATOR_DATA_DIR";

/// The workspace that a command of the emulator is about.
struct ChosenWorkspace {
  std::filesystem::path folder = {};
  std::string name = {};   ///< of an embedded workspace
  bool of_exec = false;    ///< the surrounding `emulator exec` serves it
  std::string doubt = {};  ///< why it may be another one that is meant; empty where somebody has chosen this one

  /// "the workspace 'demo' in /home/ada/.local/share/dbc/workspaces/demo"
  [[nodiscard]] std::string in_words() const;
};

/// The one that --data-dir, --workspace or the argument WORKSPACE names; else that of the surrounding `exec`, unless
/// --profile was given; else the one that the profile in force stands for: local:NAME, or the address of a server that
/// runs here. Else `default`, which is in doubt where the profile is for something else.
[[nodiscard]] Result<ChosenWorkspace> choose_workspace(const cli::Session& session, const cli::Invocation& invocation);

/// The same for a command that changes the workspace: an error where that would be one that nobody has chosen.
[[nodiscard]] Result<ChosenWorkspace> choose_workspace_to_change(const cli::Session& session,
                                                                 const cli::Invocation& invocation);

/// The same for a command that shows something: one that nobody has chosen is named on stderr.
[[nodiscard]] Result<ChosenWorkspace> choose_workspace_to_show(cli::Session& session,
                                                               const cli::Invocation& invocation);

/// An error where a server serves the workspace; it says how that ends.
[[nodiscard]] Result<void> require_unserved(const ChosenWorkspace& chosen);

}  // namespace dbc::commands
