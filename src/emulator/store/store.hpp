#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "dbc/base/result.hpp"
#include "emulator/store/connection.hpp"
#include "emulator/store/group_commit.hpp"
#include "emulator/store/id_source.hpp"
#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {

class Store;

/// A transaction on a connection of its own. Rolls back unless committed.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept = default;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  [[nodiscard]] Result<Statement> prepare(std::string_view sql) { return connection_->prepare(sql); }
  [[nodiscard]] std::int64_t changes() const { return connection_->changes(); }
  [[nodiscard]] IdSource& ids();  ///< for what is stored in this transaction
  /// What returns without an error is on disk. One sync serves all threads that commit at the same time.
  [[nodiscard]] Result<void> commit();

 private:
  friend class Store;
  Transaction(Store& store, std::unique_ptr<Connection> connection, WriteTurn turn)
      : store_(&store), connection_(std::move(connection)), turn_(std::move(turn)) {}
  Store* store_;
  std::unique_ptr<Connection> connection_;
  WriteTurn turn_;  ///< of a transaction that writes
  std::int64_t changes_before_ = connection_->total_changes();
  bool is_committed_ = false;
};

/// The database of a workspace. Any number of threads and processes may use it at once.
class Store {
 public:
  /// Opens or makes `folder`/workspace.db and brings its schema up to date. A schema that is newer than this program
  /// is an error of kind `config`.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder);

  /// A consistent view; takes no write lock.
  [[nodiscard]] Result<Transaction> begin_read();
  /// Takes the write lock at once, so that what was read cannot have changed before the write.
  [[nodiscard]] Result<Transaction> begin_write();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] SharedState& state() { return *state_; }
  [[nodiscard]] IdSource& ids() { return ids_; }

 private:
  friend class Transaction;
  Store(std::filesystem::path folder, std::unique_ptr<SharedState> state)
      : folder_(std::move(folder)), state_(std::move(state)), ids_(*state_) {}
  [[nodiscard]] Result<Transaction> begin(std::string_view sql, WriteTurn turn);
  [[nodiscard]] Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);

  std::filesystem::path folder_;
  WriteQueue queue_;
  GroupCommit group_commit_;
  std::unique_ptr<SharedState> state_;
  IdSource ids_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace dbc::emulator
