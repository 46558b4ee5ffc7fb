#include "emulator/store/store.hpp"

#include "dbc/base/files.hpp"
#include "emulator/store/migrations.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_idle_connections = 8;

}  // namespace

Transaction::~Transaction() {
  if (!connection_) return;
  // A failed ROLLBACK means that SQLite already rolled back by itself, as it does when the disk is full.
  if (!is_committed_) (void)connection_->execute("ROLLBACK");
  store_->give_back(std::move(connection_));
}

IdSource& Transaction::ids() { return store_->ids(); }

Result<void> Transaction::commit() {
  DBC_CHECK(connection_->execute("COMMIT"));
  is_committed_ = true;
  return {};
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder) {
  DBC_CHECK(make_folders(folder, 0700));
  DBC_TRY(auto state, SharedState::open(folder));
  DBC_TRY(auto connection, open_up_to_date(folder));
  std::unique_ptr<Store> store(new Store(folder, std::move(state)));
  store->give_back(std::move(connection));
  return store;
}

Result<Transaction> Store::begin_read() { return begin("BEGIN DEFERRED"); }

Result<Transaction> Store::begin_write() { return begin("BEGIN IMMEDIATE"); }

Result<Transaction> Store::begin(std::string_view sql) {
  DBC_TRY(auto connection, take());
  {
    DBC_TRY(auto statement, connection->prepare(sql));
    DBC_CHECK(statement.run());
  }
  return Transaction(*this, std::move(connection));
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
