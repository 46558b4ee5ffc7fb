#include <array>

#include "emulator/services/secrets/handlers.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/secrets"};

constexpr std::array k_routes{
    Route{"POST", "/scopes/create", create_scope},
    Route{"POST", "/scopes/delete", delete_scope},
    Route{"GET", "/scopes/list", list_scopes},
    Route{"POST", "/put", put_secret},
    Route{"POST", "/delete", delete_secret},
    Route{"GET", "/list", list_secrets},
    Route{"GET", "/get", get_secret},
    Route{"POST", "/acls/put", put_scope_acl},
    Route{"POST", "/acls/delete", delete_scope_acl},
    Route{"GET", "/acls/list", list_scope_acls},
    Route{"GET", "/acls/get", get_scope_acl},
};

}  // namespace

constinit const RouteGroup k_secrets_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
