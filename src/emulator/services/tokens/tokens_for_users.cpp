#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/identity/acting_principal.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"
#include "emulator/services/tokens/token_making.hpp"

// A token of anybody's, for tests that act as several users. A real workspace lets everybody make their own only.

namespace dbc::emulator {
namespace {

Result<Reply> create_token_for(const Call& call, Context& context) {
  DBC_CHECK(require_admin(call.principal(), "make tokens of others"));
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto name, Fields(input).required_text("user_name"));
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto user, acting_principal(transaction, name));
  if (user.id == 0)
    return api_error(ErrorCode::resource_does_not_exist,
                     "No active user, and no service principal with the application id, " + name);
  DBC_TRY(const Json body, make_token(input, user, user.id, context, transaction));
  return ok(body);
}

constexpr std::array<std::string_view, 1> k_prefixes{"/_internal/tokens"};

constexpr std::array k_routes{Route{"POST", "/", create_token_for}};

}  // namespace

constinit const RouteGroup k_tokens_for_users_group{
    .prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
