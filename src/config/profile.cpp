#include "dbc/config/profile.hpp"

#include "dbc/base/text.hpp"
#include "dbc/config/profile_store.hpp"
#include "dbc/config/usable_names.hpp"
#include "profile_source.hpp"

namespace dbc::config {
namespace {

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

Result<Profile> checked(Profile profile) {
  const auto& host = profile.host;
  auto judged = check_host(host.value);
  if (judged) return profile;
  Error error = std::move(judged).error();
  error.message += " (" + host.origin + ")";
  if (host.value.empty()) error.hint += ", or type: " + configure_command(profile.name);
  return error;
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
  DBC_CHECK(check_profile_name(choice.name));
  if (!document.has_section(choice.name)) return unknown_profile(choice.name, choice.chosen_by, document, file);
  DBC_TRY(Profile profile, read_profile(section_source(document, choice.name, file.string())));
  profile.name = choice.name;
  if (!is_complete(profile)) return incomplete_profile(profile, file);
  return checked(std::move(profile));
}

Result<std::optional<Profile>> as_found(Result<Profile> profile) {
  if (!profile) return std::move(profile).error();
  return std::optional(std::move(*profile));
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

Result<std::optional<Profile>> find_profile(std::string_view name, const Environment& environment) {
  Profile from_environment;
  if (name.empty()) {
    DBC_TRY(from_environment, read_profile(environment_source(environment)));
    if (is_complete(from_environment)) return as_found(checked(std::move(from_environment)));
  }
  DBC_TRY(const auto file, profile_file_path(environment));
  DBC_TRY(const IniDocument document, load_profiles(file));
  DBC_TRY(const Choice choice, choose(name, environment, document, file));
  if (!choice.name.empty()) return as_found(from_section(choice, document, file));
  if (document.has_section("DEFAULT")) return as_found(from_section({.name = "DEFAULT"}, document, file));
  if (!from_environment.host.origin.empty() || from_environment.token)
    return nothing_configured(from_environment, file);
  return std::optional<Profile>();
}

Result<Profile> resolve_profile(std::string_view name, const Environment& environment) {
  DBC_TRY(auto found, find_profile(name, environment));
  if (found) return std::move(*found);
  DBC_TRY(const auto file, profile_file_path(environment));
  return nothing_configured(Profile{}, file);
}

}  // namespace dbc::config
