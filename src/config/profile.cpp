#include "dbc/config/profile.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/config/profile_store.hpp"
#include "profile_source.hpp"

namespace dbc::config {
namespace {

constexpr std::string_view k_local_scheme = "local:";

std::string configure_command(std::string_view name) {
  if (name.empty() || name == "DEFAULT") return "dbc configure --token";
  return "dbc configure --profile " + std::string(name) + " --token";
}

Error config_error(std::string message, std::string hint) {
  return Error{.kind = ErrorKind::config, .message = std::move(message), .hint = std::move(hint)};
}

bool has_credentials(const Profile& profile) { return profile.token || (profile.username && profile.password); }

/// A source counts as a whole or not at all. An empty text is a value here, as it always was.
bool is_complete(const Profile& profile) {
  const bool has_host = !profile.host.origin.empty();
  return has_host && (has_credentials(profile) || profile.local_workspace());
}

/// A local workspace is a folder, so its name must be one.
bool is_folder_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-' ||
           c == '.';
  };
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, fits);
}

Result<Profile> checked(Profile profile) {
  const auto& host = profile.host;
  if (host.value.empty())
    return config_error("the host is empty (" + host.origin + ")",
                        "Set it to the address of a workspace, or type: " + configure_command(profile.name));
  const auto local = profile.local_workspace();
  if (local && !is_folder_name(*local))
    return config_error("\"" + host.value + "\" does not name a local workspace (" + host.origin + ")",
                        "Write local:NAME, where NAME consists of letters, digits, '-', '_' and '.'");
  return profile;
}

Error unknown_profile(std::string_view name, const std::string& chosen_by, const IniDocument& document,
                      const std::filesystem::path& file) {
  const auto names = profile_names(document);
  std::string message = "no profile \"" + std::string(name) + "\" in " + file.string();
  if (!chosen_by.empty()) message += ", which " + chosen_by + " asks for";
  std::string hint;
  if (const auto close = closest_match(name, names)) hint = "Did you mean \"" + *close + "\"? ";
  if (!names.empty()) hint += "Profiles there: " + join(names, ", ") + ". ";
  return config_error(message, hint + "To make it, type: " + configure_command(name));
}

Error incomplete_profile(const Profile& profile, const std::filesystem::path& file) {
  const std::string which = "the profile \"" + profile.name + "\" in " + file.string();
  const std::string hint = "Type: " + configure_command(profile.name);
  if (profile.host.origin.empty()) return config_error(which + " has no host", hint);
  if (profile.username) return config_error(which + " has a host and a username, but neither password nor token", hint);
  return config_error(which + " has a host, but neither a token nor a username and password", hint);
}

Error nothing_configured(const Profile& environment, const std::filesystem::path& file) {
  const bool host_only = !environment.host.origin.empty();
  std::string message = "no workspace is configured: ";
  if (host_only)
    message += "DATABRICKS_HOST is set without DATABRICKS_TOKEN, and ";
  else if (environment.token)
    message += "DATABRICKS_TOKEN is set without DATABRICKS_HOST, and ";
  else
    message += "DATABRICKS_HOST and DATABRICKS_TOKEN are not set, and ";
  message += file.empty() ? "there is no profile file" : file.string() + " has no profile DEFAULT";
  return config_error(message, "Type: " + configure_command("") +
                                   (host_only ? ", or set DATABRICKS_TOKEN" : "; or set both variables"));
}

/// A profile name and who chose it, for messages; empty where nobody did.
struct Choice {
  std::string name = {};
  std::string chosen_by = {};
};

Result<Choice> choose(std::string_view name, const Environment& environment, const IniDocument& document,
                      const std::filesystem::path& file) {
  if (!name.empty()) return Choice{.name = std::string(name)};
  const auto variable = environment("DATABRICKS_CONFIG_PROFILE").value_or("");
  if (!trim(variable).empty())
    return Choice{.name = std::string(trim(variable)), .chosen_by = "DATABRICKS_CONFIG_PROFILE"};
  DBC_TRY(const auto setting, section_source(document, k_settings_section, file.string())("default_profile"));
  if (setting && !setting->value.empty())
    return Choice{.name = setting->value, .chosen_by = "default_profile (" + setting->origin + ")"};
  return Choice{};
}

Result<Profile> from_section(const Choice& choice, const IniDocument& document, const std::filesystem::path& file) {
  if (choice.name == k_settings_section)
    return config_error("[__settings__] holds settings, it is not a profile", "Name another profile");
  if (!document.has_section(choice.name)) return unknown_profile(choice.name, choice.chosen_by, document, file);
  DBC_TRY(Profile profile, read_profile(section_source(document, choice.name, file.string())));
  profile.name = choice.name;
  if (!is_complete(profile)) return incomplete_profile(profile, file);
  return checked(std::move(profile));
}

}  // namespace

std::optional<std::string> Profile::local_workspace() const {
  if (!host.value.starts_with(k_local_scheme)) return std::nullopt;
  return host.value.substr(k_local_scheme.size());
}

Result<std::filesystem::path> profile_file_path(const Environment& environment) {
  const auto home = environment("HOME").value_or("");
  const auto named = environment("DATABRICKS_CONFIG_FILE");
  const std::string path = named.value_or("~/.databrickscfg");
  if (!path.starts_with("~/")) return std::filesystem::path(path);
  if (home.empty())
    return config_error("HOME is not set, so there is no place for ~/.databrickscfg",
                        "Set HOME, or let DATABRICKS_CONFIG_FILE name the profile file");
  return std::filesystem::path(home) / path.substr(2);
}

Result<Profile> resolve_profile(std::string_view name, const Environment& environment) {
  Profile from_environment;
  if (name.empty()) {
    DBC_TRY(from_environment, read_profile(environment_source(environment)));
    if (is_complete(from_environment)) return checked(std::move(from_environment));
  }
  DBC_TRY(const auto file, profile_file_path(environment));
  DBC_TRY(const IniDocument document, load_profiles(file));
  DBC_TRY(const Choice choice, choose(name, environment, document, file));
  if (!choice.name.empty()) return from_section(choice, document, file);
  if (!document.has_section("DEFAULT")) return nothing_configured(from_environment, file);
  return from_section({.name = "DEFAULT"}, document, file);
}

}  // namespace dbc::config
