#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/tokens/token_making.hpp"

// /token: everybody's own tokens.

namespace dbc::emulator {
namespace {

Result<TokenRow> get_own_token(Transaction& transaction, const Principal& owner, std::string_view id) {
  DBC_TRY(auto row, TokenRepository(transaction).find(id));
  if (!row || row->owner_id != owner.id) return no_token(id);
  return std::move(*row);
}

Result<Reply> create_token(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(require_tokens_enabled(transaction));
  DBC_CHECK(require(context, transaction, call.principal(), {"authorization/tokens", ""}, level::can_use));
  DBC_TRY(const Json body, make_token(input, call.principal(), call.principal().id, context, transaction));
  return ok(body);
}

Result<Reply> list_tokens(const Call& call, Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_CHECK(require_tokens_enabled(transaction));
  DBC_TRY(const auto rows, TokenRepository(transaction).of_owner(call.principal().id));
  Json body = Json::object();
  for (const auto& row : rows)
    if (!row.is_expired(context.clock.now())) body["token_infos"].push_back(token_info(row));
  return ok(body);
}

Result<Reply> delete_token(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, Fields(input).required_text("token_id"));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto row, get_own_token(transaction, call.principal(), id));
  DBC_CHECK(TokenRepository(transaction).remove(row.id));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> change_token(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(auto row, get_own_token(transaction, call.principal(), call.path_parameter("token_id")));
  DBC_CHECK(update_token(input, row, transaction));
  DBC_CHECK(transaction.commit());
  return ok(token_info(row));
}

/// Whose workspace a token opens; the command line asks when it makes a profile.
Result<Reply> introspect(const Call&, Context& context) {
  return ok({{"principal_context", {{"authentication_scope", {{"workspace_id", context.identity.org_id}}}}}});
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0"};

constexpr std::array k_routes{
    Route{"POST", "/token/create", create_token},   Route{"GET", "/token/list", list_tokens},
    Route{"POST", "/token/delete", delete_token},   Route{"PATCH", "/token/{token_id}", change_token},
    Route{"GET", "/tokens/introspect", introspect},
};

}  // namespace

constinit const RouteGroup k_tokens_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
