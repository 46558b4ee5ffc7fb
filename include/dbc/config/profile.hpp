#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/environment.hpp"
#include "dbc/base/result.hpp"

namespace dbc::config {

using dbc::Environment;
using dbc::process_environment;

/// Where a value came from, for messages: "--profile dev (/home/u/.databrickscfg:3)", "DATABRICKS_HOST".
struct Setting {
  std::string value = {};
  std::string origin = {};
};

/// What is needed to reach a workspace, from one source; sources are never mixed (the legacy client's rule).
struct Profile {
  std::string name = {};  ///< section name, or empty when it came from the environment
  Setting host = {};
  std::optional<Setting> token = {};
  std::optional<Setting> username = {};
  std::optional<Setting> password = {};
  std::optional<Setting> refresh_token = {};
  std::optional<Setting> jobs_api_version = {};
  bool insecure = false;  ///< TLS verification off

  /// NAME of a `local:NAME` host, which needs neither token nor server.
  [[nodiscard]] std::optional<std::string> local_workspace() const;
};

/// Path of the profile file: DATABRICKS_CONFIG_FILE, else ~/.databrickscfg. Errors where HOME is unset.
[[nodiscard]] Result<std::filesystem::path> profile_file_path(const Environment& environment);

/// Chooses and reads the profile: `name` if not empty, else a complete environment, else DATABRICKS_CONFIG_PROFILE,
/// else DEFAULT. Errors are of kind `config` and name the file, the profile and what to type.
[[nodiscard]] Result<Profile> resolve_profile(std::string_view name, const Environment& environment);

/// The same, but nothing where nobody has configured anything: no name, no variable of a workspace, no DEFAULT.
[[nodiscard]] Result<std::optional<Profile>> find_profile(std::string_view name, const Environment& environment);

}  // namespace dbc::config
