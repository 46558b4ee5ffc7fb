#include "emulator/store/store.hpp"

#include "dbc/base/files.hpp"
#include "emulator/store/migrations.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_idle_connections = 32;  // a thread has up to two in use

}  // namespace

Transaction::~Transaction() {
  if (!connection_) return;
  // A failed ROLLBACK means that SQLite already rolled back by itself, as it does when the disk is full.
  if (!is_committed_) (void)connection_->run("ROLLBACK");
  store_->give_back(std::move(connection_));
}

IdSource& Transaction::ids() { return store_->ids(); }

Result<void> Transaction::commit() {
  DBC_CHECK(connection_->run("COMMIT"));
  is_committed_ = true;
  if (!turn_) return {};
  turn_.end();
  const bool has_changes = connection_->total_changes() != changes_before_;
  return store_->group_commit_.make_durable(*connection_, has_changes);
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder) {
  DBC_CHECK(make_folders(folder, 0700));
  DBC_TRY(auto state, SharedState::open(folder));
  DBC_TRY(auto connection, open_up_to_date(folder));
  std::unique_ptr<Store> store(new Store(folder, std::move(state)));
  DBC_CHECK(connection->leave_sync_to_caller());
  store->give_back(std::move(connection));
  return store;
}

Result<Transaction> Store::begin_read() { return begin("BEGIN DEFERRED", {}); }

Result<Transaction> Store::begin_write() {
  DBC_TRY(auto turn, queue_.wait());
  return begin("BEGIN IMMEDIATE", std::move(turn));
}

Result<Transaction> Store::begin(std::string_view sql, WriteTurn turn) {
  DBC_TRY(auto connection, take());
  DBC_CHECK(connection->run(sql));
  return Transaction(*this, std::move(connection), std::move(turn));
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
  DBC_TRY(auto connection, Connection::open(database_file(folder_)));
  DBC_CHECK(connection->leave_sync_to_caller());
  return connection;
}

void Store::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < k_max_idle_connections) idle_.push_back(std::move(connection));
}

}  // namespace dbc::emulator
