#include "dbc/emulator/workspace.hpp"

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "dbc/emulator/journal.hpp"
#include "emulator/execution/supervised_runs.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/known_tokens.hpp"
#include "emulator/http/routed_exchange.hpp"
#include "emulator/identity/acting_principal.hpp"
#include "emulator/identity/principal.hpp"
#include "emulator/other_workspaces.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/store/migrations.hpp"
#include "emulator/store/offset_clock.hpp"
#include "emulator/store/replacement.hpp"
#include "emulator/store/store.hpp"
#include "emulator/store/token_repository.hpp"
#include "emulator/store/workspace_repository.hpp"

namespace dbc::emulator {
namespace {

Result<void> seed_ids(Store& store, std::uint64_t seed, bool is_new) {
  if (store.state().id_seed() == seed) return {};
  if (!is_new)
    return Error{.kind = ErrorKind::config,
                 .message = "the ids of the workspace in " + store.folder().string() + " do not come from the seed " +
                            std::to_string(seed),
                 .hint = "only a new workspace takes a seed; `dbc emulator reset --seed-ids` makes one"};
  DBC_CHECK(store.state().set_id_seed(seed));
  DBC_TRY(auto transaction, store.begin_write());
  DBC_CHECK(draw_numbers_anew(transaction));
  return transaction.commit();
}

/// One that replaces another is within the folder of that one.
Result<void> hide_new(const std::filesystem::path& folder) {
  DBC_CHECK(make_folders(folder, 0700));
  if (folder != incoming_folder(folder.parent_path())) hide_from_tasks(folder);
  return {};
}

}  // namespace

struct Workspace::Impl {
  explicit Impl(const WorkspaceOptions& options) : files(options.folder) {
    machine_clock = options.clock != nullptr ? options.clock : &system_clock;
    launcher = options.launcher;
  }

  std::unique_ptr<Store> store;
  FileStore files;
  SystemClock system_clock;
  const Clock* machine_clock = nullptr;
  std::unique_ptr<const Clock> clock;
  std::unique_ptr<Journal> journal;  ///< null where it cannot be written
  WorkspaceIdentity identity;
  KnownTokens known_tokens;
  MemoryBudget body_memory{k_max_bodies_in_memory};
  RunLauncher* launcher = nullptr;
  std::unique_ptr<RunLauncher> own_launcher;
  std::string user;  ///< who acts through the embedded door; the owner where empty

  /// As of now: a user may lose rights while the door is open.
  [[nodiscard]] Principal embedded() const {
    if (user.empty()) return {.id = k_owner_id, .user_name = identity.owner, .is_admin = true};
    auto transaction = store->begin_read();
    auto principal = transaction ? acting_principal(*transaction, user) : transaction.error();
    return principal ? std::move(*principal) : Principal{.user_name = user};
  }
};

Workspace::Workspace(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const WorkspaceOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(database_file(options.folder), ignored);
  if (is_new) DBC_CHECK(hide_new(options.folder));
  DBC_TRY(impl->store, Store::open(options.folder, options.leave_log ? Log::left : Log::written_back));
  if (options.id_seed) DBC_CHECK(seed_ids(*impl->store, *options.id_seed, is_new));
  impl->clock = std::make_unique<OffsetClock>(*impl->machine_clock, impl->store->state());
  DBC_CHECK(impl->files.prepare());
  // Requests matter more than what is told of them: without room for the journal, there is none.
  if (auto journal = Journal::open(options.folder)) impl->journal = std::move(*journal);
  DBC_TRY(auto transaction, impl->store->begin_read());
  DBC_TRY(impl->identity, load_identity(transaction));
  impl->user = options.user;
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
                        .launcher = *impl_->launcher,
                        .known_tokens = &impl_->known_tokens,
                        .request_id = random_uuid()};
  const auto known = door == Door::embedded ? std::optional(impl_->embedded()) : std::nullopt;
  return std::make_unique<RoutedExchange>(context, RequestNote(impl_->journal.get(), *impl_->machine_clock),
                                          std::move(head), body_size, known, impl_->body_memory);
}

Reply Workspace::handle(const Request& request, Door door) {
  const auto exchange = begin({.method = request.method,
                               .target = request.target,
                               .headers = request.headers,
                               .caller_task_run_id = request.caller_task_run_id},
                              request.body.size(), door);
  if (exchange->wants_body()) (void)exchange->write(request.body);
  return exchange->finish();
}

Reply Workspace::with_common_headers(Reply reply) const {
  RequestNote(impl_->journal.get(), *impl_->machine_clock).write(reply);
  return emulator::with_common_headers(std::move(reply), impl_->identity, random_uuid());
}

void Workspace::note_place() const { note_workspace(impl_->store->folder()); }

void Workspace::look_after_runs() { impl_->launcher->look_after_runs(); }

Result<void> Workspace::set_token(std::string_view token) {
  if (token.empty()) return Error{.kind = ErrorKind::input, .message = "the workspace's token must not be empty"};
  const std::string hash = sha256(token);
  {  // the usual start changes nothing, and need not wait for the disk
    DBC_TRY(auto reading, impl_->store->begin_read());
    DBC_TRY(const bool is_set, TokenRepository(reading).is_servers(hash, k_owner_id));
    if (is_set) return {};
  }
  DBC_TRY(auto transaction, impl_->store->begin_write());
  DBC_CHECK(TokenRepository(transaction).replace_servers(hash, k_owner_id));
  return transaction.commit();
}

bool Workspace::knows_token(std::string_view token) {
  auto transaction = impl_->store->begin_read();
  if (!transaction) return false;
  const auto row = find_token(*transaction, sha256(token));
  return row && row->has_value();
}

}  // namespace dbc::emulator
