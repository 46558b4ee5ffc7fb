#include <array>

#include "emulator/http/reply.hpp"
#include "emulator/services/services.hpp"
#include "emulator/store/store.hpp"

// What every host serves beside the API: the front page, discovery and a health check. None needs a credential.

namespace dbc::emulator {
namespace {

Result<Reply> front_page(const Call&, Context&) {
  return Reply{.content_type = "text/html; charset=utf-8",
               .body = "<!DOCTYPE html>\n<title>dbc</title>\n<p>An emulated workspace. Its API is below /api.</p>\n"};
}

Result<Reply> discovery(const Call&, Context& context) {
  return ok({{"workspace_id", std::to_string(context.identity.org_id)}, {"cloud", "AWS"}, {"host_type", "workspace"}});
}

/// Healthy means that the database answers.
Result<Reply> health(const Call&, Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(auto statement, transaction.prepare("SELECT count(*) FROM workspace"));
  DBC_CHECK(statement.step());
  return ok({{"status", "ok"}});
}

constexpr std::array<std::string_view, 1> k_prefixes{""};

constexpr std::array k_routes{
    Route{"GET", "/", front_page},
    Route{"GET", "/.well-known/databricks-config", discovery},
    Route{"GET", "/_internal/health", health},
};

}  // namespace

constinit const RouteGroup k_system_group{.prefixes = k_prefixes, .access = Access::anyone, .routes = k_routes};

}  // namespace dbc::emulator
