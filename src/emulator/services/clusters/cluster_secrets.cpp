#include "emulator/services/clusters/cluster_secrets.hpp"

#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/identity/acting_principal.hpp"
#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/secrets/reveal_secret.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 2> k_maps{"spark_conf", "spark_env_vars"};

struct SecretName {
  std::string scope;
  std::string key;
};

/// Of a value that is a reference, and nothing beside it.
std::optional<SecretName> referred_secret(const Json& value) {
  constexpr std::string_view k_open = "{{secrets/";
  constexpr std::string_view k_close = "}}";
  if (!value.is_string()) return std::nullopt;
  std::string_view text = value.get_ref<const std::string&>();
  if (!text.starts_with(k_open) || !text.ends_with(k_close)) return std::nullopt;
  text.remove_prefix(k_open.size());
  text.remove_suffix(k_close.size());
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return SecretName{.scope = std::string(text.substr(0, slash)), .key = std::string(text.substr(slash + 1))};
}

/// Calls `use(name, value)` for each reference, until it fails.
template <class Use>
Result<void> for_each_reference(Json& attributes, Use use) {
  for (const auto map : k_maps) {
    if (find_member(attributes, map) == nullptr) continue;
    for (auto& [variable, value] : attributes.at(std::string(map)).items())
      if (const auto name = referred_secret(value)) DBC_CHECK(use(*name, value));
  }
  return {};
}

/// True where `after` has a reference that `before` has not at the same place.
bool has_new_reference(const Json& before, const Json& after) {
  for (const auto map : k_maps) {
    const Json* known = find_member(before, map);
    const Json* values = find_member(after, map);
    if (values == nullptr) continue;
    for (const auto& [variable, value] : values->items()) {
      const Json* old = known == nullptr ? nullptr : find_member(*known, variable);
      if (referred_secret(value) && (old == nullptr || *old != value)) return true;
    }
  }
  return false;
}

/// The secret in clear, for that user.
Result<std::string> reveal(Transaction& transaction, Context& context, const std::string& user,
                           const SecretName& name) {
  DBC_TRY(const Principal principal, acting_principal(transaction, user));
  DBC_TRY(const bool may_read, may(context, transaction, principal, {"secret-scopes", name.scope}, level::read));
  if (may_read) return reveal_secret(transaction, context, name.scope, name.key);
  return api_error(ErrorCode::permission_denied,
                   "User " + user + " does not have READ permission on secret scope " + name.scope);
}

}  // namespace

Result<void> doom_without_secrets(Transaction& transaction, Context& context, Cluster& cluster) {
  DBC_TRY(Json attributes, parse_json(cluster.attributes));
  const auto checked = for_each_reference(attributes, [&](const SecretName& name, const Json&) -> Result<void> {
    DBC_CHECK(reveal(transaction, context, cluster.creator, name));
    return {};
  });
  if (checked) return {};
  if (!checked.error().http) return checked.error();
  doom_start(cluster, secret_reason(checked.error()));
  return {};
}

Result<void> require_new_references(Transaction& transaction, Context& context, const Principal& principal,
                                    const Cluster& cluster, const Json& before, const Json& after) {
  if (!has_new_reference(before, after)) return {};
  return require_identity(context, transaction, principal, cluster.creator,
                          "User " + principal.user_name + " may not add or edit references to secrets on cluster " +
                              cluster.id + ": only its owner " + cluster.creator + " may");
}

Result<Json> with_secrets(Transaction& transaction, Context& context, const Cluster& cluster) {
  DBC_TRY(Json attributes, parse_json(cluster.attributes));
  DBC_CHECK(for_each_reference(attributes, [&](const SecretName& name, Json& value) -> Result<void> {
    DBC_TRY(value, reveal(transaction, context, cluster.creator, name));
    return {};
  }));
  return attributes;
}

Json secret_reason(const Error& error) {
  const bool is_forbidden = error.http && error.http->status == 403;
  return termination_reason(is_forbidden ? "SECRET_PERMISSION_DENIED" : "SECRET_RESOLUTION_ERROR", "CLIENT_ERROR",
                            {{"databricks_error_message", error.message}});
}

}  // namespace dbc::emulator
