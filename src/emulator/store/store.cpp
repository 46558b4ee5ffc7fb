#include "emulator/store/store.hpp"

#include "dbc/base/files.hpp"
#include "emulator/store/migrations.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_idle_connections = 32;

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

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder) {
  DBC_CHECK(make_folders(folder, 0700));
  DBC_TRY(auto state, SharedState::open(folder));
  DBC_TRY(auto connection, open_up_to_date(folder));
  std::unique_ptr<Store> store(new Store(folder, std::move(state)));
  store->give_back(std::move(connection));
  return store;
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
