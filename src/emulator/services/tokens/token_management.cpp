#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/tokens/token_making.hpp"

// /token-management: everybody's tokens, for admins.

namespace dbc::emulator {
namespace {

Result<void> require_token_admin(const Call& call) { return require_admin(call.principal(), "manage all tokens"); }

Json managed_info(const TokenRow& row, const Context& context) {
  Json info = token_info(row);
  info["created_by_id"] = row.creator_id;
  info["created_by_username"] = row.creator_name;
  info["owner_id"] = row.owner_id;
  if (row.last_used_day) info["last_used_day"] = to_epoch_millis(*row.last_used_day);
  info["workspace_id"] = context.identity.org_id;
  return info;
}

struct CreatorFilter {
  std::optional<std::int64_t> id;
  std::optional<std::string> name;

  [[nodiscard]] bool passes(const TokenRow& row) const {
    return (!id || row.creator_id == *id) && (!name || name->empty() || row.creator_name == *name);
  }
};

Result<TokenRow> get_token_row(Transaction& transaction, std::string_view id) {
  DBC_TRY(auto row, TokenRepository(transaction).find(id));
  if (!row) return no_token(id);
  return std::move(*row);
}

Result<Reply> list_all_tokens(const Call& call, Context& context) {
  DBC_CHECK(require_token_admin(call));
  DBC_TRY(const Json input, call.input());
  CreatorFilter filter;
  DBC_TRY(filter.id, Fields(input).integer("created_by_id"));
  DBC_TRY(filter.name, Fields(input).text("created_by_username"));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto rows, TokenRepository(transaction).all());
  Json body = Json::object();
  for (const auto& row : rows)
    if (!row.is_expired(context.clock.now()) && filter.passes(row))
      body["token_infos"].push_back(managed_info(row, context));
  return ok(body);
}

Result<Reply> get_any_token(const Call& call, Context& context) {
  DBC_CHECK(require_token_admin(call));
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto row, get_token_row(transaction, call.path_parameter("token_id")));
  return ok({{"token_info", managed_info(row, context)}});
}

Result<Reply> delete_any_token(const Call& call, Context& context) {
  DBC_CHECK(require_token_admin(call));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto row, get_token_row(transaction, call.path_parameter("token_id")));
  DBC_CHECK(TokenRepository(transaction).remove(row.id));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> change_any_token(const Call& call, Context& context) {
  DBC_CHECK(require_token_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(auto row, get_token_row(transaction, call.path_parameter("token_id")));
  DBC_CHECK(update_token(input, row, transaction));
  DBC_CHECK(transaction.commit());
  return ok(managed_info(row, context));
}

Result<Reply> create_token_on_behalf(const Call& call, Context& context) {
  DBC_CHECK(require_token_admin(call));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto application_id, Fields(input).required_text("application_id"));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(require_tokens_enabled(transaction));
  DBC_TRY(const auto owner, PrincipalRepository(transaction).find(PrincipalKind::service_principal, application_id));
  if (!owner)
    return api_error(ErrorCode::resource_does_not_exist,
                     "Service principal with application id " + application_id + " does not exist");
  DBC_TRY(const Json body, make_token(input, call.principal(), owner->id, context, transaction));
  return ok(body);
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/token-management"};

constexpr std::array k_routes{
    Route{"GET", "/tokens", list_all_tokens},
    Route{"GET", "/tokens/{token_id}", get_any_token},
    Route{"DELETE", "/tokens/{token_id}", delete_any_token},
    Route{"PATCH", "/tokens/{token_id}", change_any_token},
    Route{"POST", "/on-behalf-of/tokens", create_token_on_behalf},
};

}  // namespace

constinit const RouteGroup k_token_management_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
