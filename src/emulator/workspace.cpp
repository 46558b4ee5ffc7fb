#include "dbc/emulator/workspace.hpp"

#include "emulator/files/file_store.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/routed_exchange.hpp"
#include "emulator/identity/principal.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/store/store.hpp"
#include "emulator/store/token_repository.hpp"
#include "emulator/store/workspace_repository.hpp"

namespace dbc::emulator {

struct Workspace::Impl {
  explicit Impl(const WorkspaceOptions& options) : files(options.folder) {
    clock = options.clock != nullptr ? options.clock : &system_clock;
    launcher = options.launcher != nullptr ? options.launcher : &unexecuted_runs();
  }

  std::unique_ptr<Store> store;
  FileStore files;
  SystemClock system_clock;
  const Clock* clock = nullptr;
  WorkspaceIdentity identity;
  RunLauncher* launcher = nullptr;
};

Workspace::Workspace(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const WorkspaceOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  DBC_TRY(impl->store, Store::open(options.folder));
  DBC_CHECK(impl->files.prepare());
  DBC_TRY(auto transaction, impl->store->begin_read());
  DBC_TRY(impl->identity, load_identity(transaction));
  return std::unique_ptr<Workspace>(new Workspace(std::move(impl)));
}

std::unique_ptr<Exchange> Workspace::begin(Request head, std::optional<std::uint64_t> body_size, Door door) {
  const Context context{.store = *impl_->store,
                        .files = impl_->files,
                        .clock = *impl_->clock,
                        .identity = impl_->identity,
                        .launcher = *impl_->launcher};
  return std::make_unique<RoutedExchange>(context, std::move(head), body_size, door);
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

Result<void> Workspace::set_token(std::string_view token) {
  if (token.empty()) return Error{.kind = ErrorKind::input, .message = "the workspace's token must not be empty"};
  DBC_TRY(auto transaction, impl_->store->begin_write());
  DBC_CHECK(TokenRepository(transaction).replace_servers(sha256(token), k_owner_id));
  return transaction.commit();
}

bool Workspace::knows_token(std::string_view token) {
  auto transaction = impl_->store->begin_read();
  if (!transaction) return false;
  const auto row = find_token(*transaction, sha256(token));
  return row && row->has_value();
}

}  // namespace dbc::emulator
