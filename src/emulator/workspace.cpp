#include "dbc/emulator/workspace.hpp"

#include "emulator/execution/supervised_runs.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/routed_exchange.hpp"
#include "emulator/identity/principal.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/store/store.hpp"
#include "emulator/store/token_repository.hpp"
#include "emulator/store/workspace_repository.hpp"

namespace dbc::emulator {

struct Workspace::Impl {
  explicit Impl(const WorkspaceOptions& options) : files(options.folder) {
    clock = options.clock != nullptr ? options.clock : &system_clock;
    launcher = options.launcher;
  }

  std::unique_ptr<Store> store;
  FileStore files;
  SystemClock system_clock;
  const Clock* clock = nullptr;
  WorkspaceIdentity identity;
  RunLauncher* launcher = nullptr;
  std::unique_ptr<RunLauncher> own_launcher;
  Principal embedded;  ///< who acts through the embedded door
};

namespace {

/// A user who is gone, or never was, may do nothing.
Result<Principal> find_user(Transaction& transaction, const std::string& name) {
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, principals.find_creator(name));
  if (!record || !record->is_active) return Principal{.user_name = name};
  DBC_TRY(const bool is_admin, principals.is_admin(record->id));
  return Principal{.id = record->id, .user_name = record->name, .is_admin = is_admin};
}

}  // namespace

Workspace::Workspace(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const WorkspaceOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  DBC_TRY(impl->store, Store::open(options.folder));
  DBC_CHECK(impl->files.prepare());
  DBC_TRY(auto transaction, impl->store->begin_read());
  DBC_TRY(impl->identity, load_identity(transaction));
  impl->embedded = {.id = k_owner_id, .user_name = impl->identity.owner, .is_admin = true};
  if (!options.user.empty()) {
    DBC_TRY(impl->embedded, find_user(transaction, options.user));
  }
  if (impl->launcher == nullptr) {
    impl->own_launcher = std::make_unique<SupervisedRuns>(*impl->store, *impl->clock, options.program);
    impl->launcher = impl->own_launcher.get();
  }
  return std::unique_ptr<Workspace>(new Workspace(std::move(impl)));
}

std::unique_ptr<Exchange> Workspace::begin(Request head, std::optional<std::uint64_t> body_size, Door door) {
  const Context context{.store = *impl_->store,
                        .files = impl_->files,
                        .clock = *impl_->clock,
                        .identity = impl_->identity,
                        .launcher = *impl_->launcher};
  const auto known = door == Door::embedded ? std::optional(impl_->embedded) : std::nullopt;
  return std::make_unique<RoutedExchange>(context, std::move(head), body_size, known);
}

Reply Workspace::handle(const Request& request, Door door) {
  const auto exchange = begin({.method = request.method, .target = request.target, .headers = request.headers},
                              request.body.size(), door);
  if (exchange->wants_body()) (void)exchange->write(request.body);
  return exchange->finish();
}

Reply Workspace::with_common_headers(Reply reply) const {
  return emulator::with_common_headers(std::move(reply), impl_->identity);
}

void Workspace::look_after_runs() { impl_->launcher->look_after_runs(); }

Result<void> Workspace::set_token(std::string_view token) {
  if (token.empty()) return Error{.kind = ErrorKind::input, .message = "the workspace's token must not be empty"};
  DBC_TRY(auto transaction, impl_->store->begin_write());
  DBC_CHECK(TokenRepository(transaction).replace_servers(sha256(token), k_owner_id));
  return transaction.commit();
}

}  // namespace dbc::emulator
