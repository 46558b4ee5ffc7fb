#include "emulator/services/secrets/scopes.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/principal.hpp"
#include "emulator/services/permissions/grants.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/secrets/handlers.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_name = 128;
constexpr std::size_t k_max_scopes = 1000;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Only a token of the vault's own directory opens a key vault; what the workspace itself made is none.
bool has_personal_token(const Call& call) {
  const auto credential = trim(call.header_field("Authorization"));
  const auto blank = credential.find(' ');
  if (blank == std::string_view::npos) return false;
  if (!equals_ignoring_case(credential.substr(0, blank), "Bearer")) return true;
  return trim(credential.substr(blank)).starts_with("dapi");
}

Result<void> read_key_vault(const Json& input, const Call& call, SecretScope& scope) {
  DBC_TRY(const Json* vault, Fields(input).object("backend_azure_keyvault"));
  if (vault == nullptr) return missing_field("backend_azure_keyvault");
  DBC_TRY(scope.resource_id, Fields(*vault).required_text("resource_id"));
  DBC_TRY(scope.dns_name, Fields(*vault).required_text("dns_name"));
  if (has_personal_token(call)) return invalid_parameter("Scope with Azure KeyVault must have userAADToken defined!");
  return {};
}

Result<SecretScope> read_scope(const Json& input, const Call& call) {
  SecretScope scope;
  DBC_TRY(scope.name, read_secret_name(input, "scope", k_scope_signs));
  DBC_TRY(const auto backend, Fields(input).text("scope_backend_type"));
  scope.is_key_vault = backend == "AZURE_KEYVAULT";
  if (backend && !scope.is_key_vault && *backend != "DATABRICKS")
    return wrong_type("ScopeBackendType", "scope_backend_type");
  if (scope.is_key_vault) DBC_CHECK(read_key_vault(input, call, scope));
  return scope;
}

/// Who may manage a new scope: its creator, or everybody.
Result<std::int64_t> read_manager(const Json& input, const Principal& creator) {
  DBC_TRY(const auto name, Fields(input).text("initial_manage_principal"));
  if (!name || name->empty()) return creator.id;
  if (*name == "users") return k_users_id;
  return invalid_parameter("The initial_manage_principal can only be users, not " + *name);
}

Result<void> require_room(SecretRepository& secrets, const std::string& name) {
  DBC_TRY(const auto known, secrets.find_scope(name));
  if (known) return api_error(ErrorCode::resource_already_exists, "Scope " + name + " already exists!");
  DBC_TRY(const auto scopes, secrets.scopes());
  if (scopes.size() < k_max_scopes) return {};
  return api_error(ErrorCode::resource_limit_exceeded,
                   "A workspace holds at most " + std::to_string(k_max_scopes) + " secret scopes");
}

Json scope_info(const SecretScope& scope) {
  Json info{{"name", scope.name}, {"backend_type", scope.is_key_vault ? "AZURE_KEYVAULT" : "DATABRICKS"}};
  if (scope.is_key_vault)
    info["keyvault_metadata"] = {{"resource_id", scope.resource_id}, {"dns_name", scope.dns_name}};
  return info;
}

}  // namespace

Result<std::string> read_secret_name(const Json& input, std::string_view field, std::string_view signs) {
  DBC_TRY(const auto name, Fields(input).required_text(field));
  const auto is_fit = [&](char c) { return is_letter_or_digit(c) || signs.find(c) != std::string_view::npos; };
  if (name.size() <= k_max_name && std::ranges::all_of(name, is_fit)) return name;
  return invalid_parameter("The " + std::string(field) + " must have 1 to " + std::to_string(k_max_name) +
                           " characters out of letters, digits and " + std::string(signs));
}

Result<SecretScope> get_scope(const Json& input, const Call& call, Context& context, Transaction& transaction,
                              std::string_view level) {
  DBC_TRY(const auto name, Fields(input).required_text("scope"));
  DBC_TRY(auto scope, SecretRepository(transaction).find_scope(name));
  if (!scope) return api_error(ErrorCode::resource_does_not_exist, "Scope " + name + " does not exist!");
  DBC_CHECK(require(context, transaction, call.principal(), {"secret-scopes", name}, level));
  return std::move(*scope);
}

Result<ObjectFacts> find_scope_object(Transaction&, Context&, const std::string&) {
  return ObjectFacts{};  // all that counts is granted, also to the creator
}

Result<Reply> create_scope(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto scope, read_scope(input, call));
  DBC_TRY(const auto manager, read_manager(input, call.principal()));
  DBC_TRY(auto transaction, context.store.begin_write());
  SecretRepository secrets(transaction);
  DBC_CHECK(require_room(secrets, scope.name));
  DBC_CHECK(secrets.insert_scope(scope));
  const Grant grant{.principal_id = manager, .level = std::string(level::manage)};
  DBC_CHECK(GrantRepository(transaction).replace({"secret-scopes", scope.name}, {grant}));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> delete_scope(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto scope, get_scope(input, call, context, transaction, level::manage));
  DBC_CHECK(SecretRepository(transaction).remove_scope(scope.name));
  DBC_CHECK(forget_grants(transaction, {"secret-scopes", scope.name}));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> list_scopes(const Call& call, Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto scopes, SecretRepository(transaction).scopes());
  Json body = Json::object();
  for (const auto& scope : scopes) {
    DBC_TRY(const bool is_visible,
            may(context, transaction, call.principal(), {"secret-scopes", scope.name}, level::read));
    if (is_visible) body["scopes"].push_back(scope_info(scope));
  }
  return ok(body);
}

}  // namespace dbc::emulator
