#include "profile_source.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"

namespace dbc::config {
namespace {

/// DATABRICKS_INSECURE=false and an empty value read as what they say.
bool is_true(std::string_view text) {
  static constexpr std::array<std::string_view, 7> k_false = {"", "0", "false", "f", "no", "n", "off"};
  return std::ranges::find(k_false, to_lower(trim(text))) == k_false.end();
}

Result<void> read_into(const ValueSource& source, std::string_view key, std::optional<Setting>& setting) {
  DBC_TRY(setting, source(key));
  return {};
}

void forget_if_empty(std::optional<Setting>& setting) {
  if (setting && setting->value.empty()) setting.reset();
}

}  // namespace

ValueSource section_source(const IniDocument& document, std::string_view section, std::string_view path) {
  return [&document, section = std::string(section),
          path = std::string(path)](std::string_view key) -> Result<std::optional<Setting>> {
    DBC_TRY(const auto value, document.get(section, key));
    if (!value) return std::optional<Setting>();
    return std::optional(
        Setting{.value = std::string(trim(value->text)), .origin = path + ":" + std::to_string(value->line)});
  };
}

ValueSource environment_source(const Environment& environment) {
  return [environment](std::string_view key) -> Result<std::optional<Setting>> {
    const std::string name = "DATABRICKS_" + to_upper(replace_all(std::string(key), "-", "_"));
    const auto value = environment(name);
    if (!value) return std::optional<Setting>();
    return std::optional(Setting{.value = std::string(trim(*value)), .origin = name});
  };
}

Result<Profile> read_profile(const ValueSource& source) {
  Profile profile;
  std::optional<Setting> host;
  std::optional<Setting> insecure;
  DBC_CHECK(read_into(source, "host", host));
  DBC_CHECK(read_into(source, "token", profile.token));
  DBC_CHECK(read_into(source, "username", profile.username));
  DBC_CHECK(read_into(source, "password", profile.password));
  DBC_CHECK(read_into(source, "refresh_token", profile.refresh_token));
  DBC_CHECK(read_into(source, "jobs-api-version", profile.jobs_api_version));
  DBC_CHECK(read_into(source, "insecure", insecure));
  profile.host = host.value_or(Setting{});
  profile.insecure = insecure && is_true(insecure->value);
  forget_if_empty(profile.refresh_token);
  forget_if_empty(profile.jobs_api_version);
  return profile;
}

std::vector<std::string> profile_names(const IniDocument& document) {
  auto names = document.sections();
  std::erase(names, k_settings_section);
  return names;
}

}  // namespace dbc::config
