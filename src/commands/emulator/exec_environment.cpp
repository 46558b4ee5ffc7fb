#include "exec_environment.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "chosen_workspace.hpp"

namespace dbc::commands {
namespace {

constexpr std::array<std::string_view, 3> k_foreign{"DATABRICKS_", "ARM_", "GOOGLE_"};
constexpr std::array<std::string_view, 2> k_no_proxy{"NO_PROXY=", "no_proxy="};

bool leads_elsewhere(std::string_view variable) {
  // These tell dbc itself which token a server of it takes, and which workspace a program runs in.
  return variable.starts_with("DBC_EMULATOR_TOKEN=") ||
         variable.starts_with(std::string(k_exec_folder_variable) + "=") ||
         std::ranges::any_of(k_foreign, [&](std::string_view prefix) { return variable.starts_with(prefix); });
}

/// The variables by which programs name the certificates that they trust.
constexpr std::array<std::string_view, 4> k_trust{
    "REQUESTS_CA_BUNDLE=", "CURL_CA_BUNDLE=", "SSL_CERT_FILE=", "NODE_EXTRA_CA_CERTS="};

bool names_trust(std::string_view variable) {
  return std::ranges::any_of(k_trust, [&](std::string_view name) { return variable.starts_with(name); });
}

bool is_no_proxy(std::string_view variable) {
  return std::ranges::any_of(k_no_proxy, [&](std::string_view name) { return variable.starts_with(name); });
}

}  // namespace

std::vector<std::string> exec_environment(const std::vector<std::string>& inherited, const WorkspaceAccess& access) {
  std::vector<std::string> variables;
  std::string exempt;
  for (const auto& variable : inherited) {
    if (is_no_proxy(variable))
      exempt += variable.substr(k_no_proxy.front().size()) + ",";
    else if (!leads_elsewhere(variable) && !(access.authority && names_trust(variable)))
      variables.push_back(variable);
  }
  for (const auto name : k_no_proxy) variables.push_back(std::string(name) + exempt + access.address);
  variables.push_back("DATABRICKS_HOST=" + access.url);
  variables.push_back("DATABRICKS_TOKEN=" + access.token);
  variables.push_back("DATABRICKS_CONFIG_FILE=" + access.profile_file);
  variables.push_back(std::string(k_exec_folder_variable) + "=" + access.folder.string());
  if (access.authority)
    for (const auto name : k_trust) variables.push_back(std::string(name) + access.authority->string());
  return variables;
}

}  // namespace dbc::commands
