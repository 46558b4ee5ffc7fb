#include "dbc/config/usable_names.hpp"

#include <algorithm>

#include "dbc/base/credential_shape.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/config/ini_document.hpp"
#include "profile_source.hpp"

namespace dbc::config {
namespace {

constexpr std::size_t k_longest_name = 64;

bool fits_folder(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-' || c == '.';
}

Error config_error(std::string message, std::string hint) {
  return Error{.kind = ErrorKind::config, .message = std::move(message), .hint = std::move(hint)};
}

}  // namespace

Result<void> check_workspace_name(std::string_view name) {
  const bool fits =
      !name.empty() && name.size() <= k_longest_name && name.front() != '.' && std::ranges::all_of(name, fits_folder);
  if (fits && !has_credential_shape(name)) return {};
  return config_error("'" + std::string(name) + "' does not name a local workspace",
                      "Write local:NAME, where NAME consists of at most 64 letters, digits, '-', '_' and '.', and does "
                      "not begin with '.'");
}

Result<void> check_profile_name(std::string_view name) {
  if (name == k_settings_section)
    return config_error("[__settings__] holds settings, it is not a profile", "Choose another name");
  if (IniDocument::is_section_name(name) && is_visible(name) && !has_credential_shape(name)) return {};
  return config_error("\"" + std::string(name) + "\" cannot be the name of a profile",
                      "Choose a name of one line without brackets; a token belongs elsewhere");
}

Result<void> check_host(std::string_view host) {
  if (host.empty()) return config_error("the host is empty", "Set it to the address of a workspace");
  if (host.starts_with(k_local_scheme)) return check_workspace_name(host.substr(k_local_scheme.size()));
  if (has_credential_shape(host))
    return config_error("the host \"" + std::string(host) + "\" looks like a credential",
                        "A host looks like https://adb-1234567890123456.7.azuredatabricks.net");
  if (IniDocument::is_storable(host) && is_visible(host)) return {};
  return config_error("the host \"" + std::string(host) + "\" holds a line break or a blank at its begin or end",
                      "A host looks like https://adb-1234567890123456.7.azuredatabricks.net");
}

}  // namespace dbc::config
