#include "dbc/emulator/workspace.hpp"

#include "dbc/base/random.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/http/router.hpp"
#include "emulator/http/wire.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/services/services.hpp"
#include "emulator/store/store.hpp"
#include "emulator/store/token_repository.hpp"
#include "emulator/store/workspace_repository.hpp"

namespace dbc::emulator {

struct Workspace::Impl {
  std::unique_ptr<Store> store;
  SystemClock system_clock;
  const Clock* clock = nullptr;
  WorkspaceIdentity identity;
  RunLauncher* launcher = nullptr;

  Result<Reply> answer(const Request& request, Door door);
  Result<Principal> identify(const Request& request, Access access, Door door, Context& context) const;
};

namespace {

/// Paths outside the API and unknown groups need no credential only where a route says so.
Access access_of(const std::optional<Match>& match) { return match ? match->access : Access::bearer; }

/// A reply to HEAD tells the length of what a GET would bring.
void drop_body(Reply& reply) {
  if (header(reply.headers, "Content-Length").empty())
    reply.headers.emplace_back("Content-Length", std::to_string(reply.body.size()));
  reply.body.clear();
}

}  // namespace

Result<Principal> Workspace::Impl::identify(const Request& request, Access access, Door door, Context& context) const {
  if (door == Door::embedded) return Principal{.user_name = identity.owner, .is_admin = true};
  if (access == Access::anyone) return Principal{};
  return check_access(request, context);
}

Result<Reply> Workspace::Impl::answer(const Request& request, Door door) {
  Context context{.store = *store, .clock = *clock, .identity = identity, .launcher = *launcher};
  if (request.body.size() > k_max_body_bytes) return large_body_reply();
  DBC_TRY(const auto target, parse_target(request.target));
  auto match = Router(route_groups()).find(request.method, target);
  DBC_TRY(auto principal, identify(request, access_of(match), door, context));
  if (!match) return no_route(request.method, target);
  const Call call(request, target, std::move(match->parameters), std::move(principal));
  return match->route->handler(call, context);
}

Workspace::Workspace(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const WorkspaceOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->launcher = options.launcher != nullptr ? options.launcher : &unexecuted_runs();
  impl->clock = options.clock != nullptr ? options.clock : &impl->system_clock;
  DBC_TRY(impl->store, Store::open(options.folder));
  DBC_TRY(auto transaction, impl->store->begin_read());
  DBC_TRY(impl->identity, load_identity(transaction));
  return std::unique_ptr<Workspace>(new Workspace(std::move(impl)));
}

Reply Workspace::handle(const Request& request, Door door) {
  Reply reply;
  try {
    auto answer = impl_->answer(request, door);
    reply = answer ? std::move(*answer) : error_reply(answer.error());
  } catch (const std::exception&) {  // a defect, or no memory: its text is nobody's business but ours
    reply = error_reply(Error{});
  }
  if (request.method == "HEAD") drop_body(reply);
  return with_common_headers(std::move(reply));
}

Reply Workspace::with_common_headers(Reply reply) const {
  reply.headers.emplace_back("X-Databricks-Org-Id", std::to_string(impl_->identity.org_id));
  reply.headers.emplace_back("x-request-id", random_uuid());
  return reply;
}

Result<void> Workspace::set_token(std::string_view token) {
  if (token.empty()) return Error{.kind = ErrorKind::input, .message = "the workspace's token must not be empty"};
  DBC_TRY(auto transaction, impl_->store->begin_write());
  DBC_CHECK(TokenRepository(transaction).replace_all({.hash = sha256(token), .user_name = impl_->identity.owner}));
  return transaction.commit();
}

}  // namespace dbc::emulator
