#include "emulator/services/settings/workspace_conf.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

enum class ValueKind {
  truth,
  days,  ///< a number; empty for no limit
  text,
};

struct Switch {
  std::string_view key;
  ValueKind kind = ValueKind::truth;
};

constexpr std::array k_switches{
    Switch{"customerApprovedWSLoginExpirationTime", ValueKind::text},
    Switch{"enable-X-Content-Type-Options"},
    Switch{"enable-X-Frame-Options"},
    Switch{"enable-X-XSS-Protection"},
    Switch{"enableDbfsFileBrowser"},
    Switch{"enableDcs"},
    Switch{"enableDeprecatedClusterNamedInitScripts"},
    Switch{"enableDeprecatedGlobalInitScripts"},
    Switch{"enableExportNotebook"},
    Switch{"enableFileStoreEndpoint"},
    Switch{"enableGp3"},
    Switch{"enableHlsRuntime"},
    Switch{"enableIpAccessLists"},
    Switch{"enableJobViewAcls"},
    Switch{"enableLibraryAndInitScriptOnSharedCluster"},
    Switch{"enableNotebookTableClipboard"},
    Switch{"enableProjectTypeInWorkspace"},
    Switch{"enableProjectsAllowList"},
    Switch{"enableResultsDownloading"},
    Switch{"enableTokensConfig"},
    Switch{"enableUploadDataUis"},
    Switch{"enableVerboseAuditLogs"},
    Switch{"enableWebTerminal"},
    Switch{"enableWorkspaceFilesystem"},
    Switch{"enforceClusterViewAcls"},
    Switch{"enforceUserIsolation"},
    Switch{"enforceWorkspaceViewAcls"},
    Switch{"maxTokenLifetimeDays", ValueKind::days},
    Switch{"mlflowModelRegistryEmailNotificationsEnabled"},
    Switch{"mlflowModelServingEndpointCreationEnabled"},
    Switch{"mlflowRunArtifactDownloadEnabled"},
    Switch{"projectsAllowList", ValueKind::text},
    Switch{"projectsAllowListPermissions", ValueKind::text},
    Switch{"rStudioUserDefaultHomeBase", ValueKind::text},
    Switch{"reposIpynbResultsExportPermissions", ValueKind::text},
    Switch{"storeInteractiveNotebookResultsInCustomerAccount"},
};

const Switch* find_switch(std::string_view key) {
  const auto* const found = std::ranges::find(k_switches, key, &Switch::key);
  return found == k_switches.end() ? nullptr : &*found;
}

bool is_allowed(const Switch& known, std::string_view value) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (known.kind == ValueKind::truth) return value == "true" || value == "false";
  if (known.kind == ValueKind::days) return value.size() <= 6 && std::ranges::all_of(value, is_digit);
  return true;
}

Result<void> check_keys(const std::vector<std::string>& keys) {
  std::vector<std::string> unknown;
  for (const auto& key : keys)
    if (find_switch(key) == nullptr) unknown.push_back("\"" + key + "\"");
  if (unknown.empty()) return {};
  return invalid_parameter("Invalid keys: [" + join(unknown, ",") + "]");
}

Result<Reply> get_conf(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto keys, Fields(input).texts("keys"));
  if (keys.empty()) return missing_field("keys");
  DBC_CHECK(check_keys(keys));
  DBC_TRY(auto transaction, context.store.begin_read());
  Json body = Json::object();
  for (const auto& key : keys) {
    DBC_TRY(const auto value, workspace_conf(transaction, key));
    body[key] = value ? Json(*value) : Json();
  }
  return ok(body);
}

Result<void> set_switch(Transaction& transaction, const std::string& key, const Json& value) {
  const auto text = to_text(value);
  if (!text || !is_allowed(*find_switch(key), *text))
    return invalid_parameter("Some values are not allowed: {\"" + key + "\":\"" + text.value_or("") + "\"}");
  DBC_TRY(auto statement, transaction.prepare("INSERT INTO workspace_conf (key, value) VALUES (?, ?)"
                                              " ON CONFLICT (key) DO UPDATE SET value = excluded.value"));
  return statement.bind(key, *text).run();
}

Result<Reply> set_conf(const Call& call, Context& context) {
  DBC_CHECK(require_admin(call.principal(), "change the workspace's configuration"));
  DBC_TRY(const Json input, call.input());
  std::vector<std::string> keys;
  for (const auto& [key, value] : input.items()) keys.push_back(key);
  DBC_CHECK(check_keys(keys));
  DBC_TRY(auto transaction, context.store.begin_write());
  for (const auto& [key, value] : input.items()) DBC_CHECK(set_switch(transaction, key, value));
  DBC_CHECK(transaction.commit());
  return ok();
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/workspace-conf"};

constexpr std::array k_routes{
    Route{"GET", "/", get_conf},
    Route{"PATCH", "/", set_conf},
};

}  // namespace

Result<std::optional<std::string>> workspace_conf(Transaction& transaction, std::string_view key) {
  DBC_TRY(auto statement, transaction.prepare("SELECT value FROM workspace_conf WHERE key = ?"));
  DBC_TRY(const bool has_row, statement.bind(key).step());
  return has_row ? std::optional(statement.text(0)) : std::nullopt;
}

constinit const RouteGroup k_workspace_conf_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
