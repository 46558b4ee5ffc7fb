#include "emulator/store/store.hpp"

#include "dbc/base/files.hpp"
#include "emulator/store/migrations.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_idle_connections = 32;
constexpr std::uintmax_t k_short_log = 400 * 1024;  // who opens the database next reads all of it

bool is_log_short(const std::filesystem::path& folder) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(database_file(folder).string() + "-wal", problem);
  return !problem && size <= k_short_log;
}

}  // namespace

Transaction::~Transaction() {
  if (!reader_) return;
  (void)reader_->run("ROLLBACK");
  store_->give_back(std::move(reader_));
}

IdSource& Transaction::ids() { return store_->ids(); }

Connection* Transaction::connection() const { return turn_ ? &turn_.connection() : reader_.get(); }

Result<Statement> Transaction::prepare(std::string_view sql) {
  if (connection() == nullptr) return Error{.message = "a transaction that has ended was used"};
  return connection()->prepare(sql);
}

std::int64_t Transaction::changes() const { return connection() == nullptr ? 0 : connection()->changes(); }

Result<void> Transaction::commit() {
  if (!turn_) return {};
  // Another thread goes on with the connection at once.
  if (turn_.connection().statements_on_loan() > 0) return Error{.message = "a statement outlives its transaction"};
  return turn_.commit();
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder, Log log) {
  DBC_CHECK(make_folders(folder, 0700));
  DBC_TRY(auto state, SharedState::open(folder));
  DBC_TRY(auto connection, open_up_to_date(folder));
  std::unique_ptr<Store> store(new Store(folder, std::move(state), log));
  store->give_back(std::move(connection));
  return store;
}

Store::~Store() {
  if (log_ != Log::left || !is_log_short(folder_)) return;
  writer_.leave_log();
  for (const auto& connection : idle_) connection->leave_log();
}

Result<Transaction> Store::begin_read() {
  DBC_TRY(auto connection, take());
  DBC_CHECK(connection->run("BEGIN DEFERRED"));
  return Transaction(*this, std::move(connection));
}

Result<Transaction> Store::begin_write() {
  DBC_TRY(auto turn, writer_.begin());
  return Transaction(*this, std::move(turn));
}

Result<std::unique_ptr<Connection>> Store::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return Connection::open(database_file(folder_));
}

void Store::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < k_max_idle_connections) idle_.push_back(std::move(connection));
}

}  // namespace dbc::emulator
