#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "dbc/base/result.hpp"
#include "emulator/store/connection.hpp"
#include "emulator/store/id_source.hpp"
#include "emulator/store/shared_state.hpp"
#include "emulator/store/writer.hpp"

namespace dbc::emulator {

class Store;

/// A transaction: reading ones have a connection of their own, those that write come one after the other. Rolls back
/// unless committed.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept = default;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// The statement must be gone before the transaction ends.
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  [[nodiscard]] std::int64_t changes() const;  ///< rows that the last statement changed
  [[nodiscard]] IdSource& ids();               ///< for what is stored in this transaction
  /// What returns without an error is on disk. One sync serves all threads that write at the same time. Nothing but
  /// the end of its life is left to a transaction after it.
  [[nodiscard]] Result<void> commit();

 private:
  friend class Store;
  Transaction(Store& store, std::unique_ptr<Connection> reader) : store_(&store), reader_(std::move(reader)) {}
  Transaction(Store& store, WriteTurn turn) : store_(&store), turn_(std::move(turn)) {}
  [[nodiscard]] Connection* connection() const;

  Store* store_;
  std::unique_ptr<Connection> reader_ = {};
  WriteTurn turn_ = {};
};

/// What becomes of the database's log when the last one closes the database.
enum class Log {
  written_back,  ///< the database is one file again
  left,          ///< to the next one, unless it is long
};

/// The database of a workspace. Any number of threads and processes may use it at once.
class Store {
 public:
  /// Opens or makes `folder`/workspace.db and brings its schema up to date. A schema that is newer than this program
  /// is an error of kind `config`.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder,
                                                           Log log = Log::written_back);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// A consistent view; takes no write lock.
  [[nodiscard]] Result<Transaction> begin_read();
  /// Takes the write lock at once, so that what was read cannot have changed before the write.
  [[nodiscard]] Result<Transaction> begin_write();
  /// How many threads wait for others to write at the moment.
  [[nodiscard]] std::size_t waiting_writers() const { return writer_.waiting(); }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] SharedState& state() { return *state_; }
  [[nodiscard]] IdSource& ids() { return ids_; }

 private:
  friend class Transaction;
  Store(std::filesystem::path folder, std::unique_ptr<SharedState> state, Log log)
      : folder_(std::move(folder)), log_(log), state_(std::move(state)), ids_(*state_) {}
  [[nodiscard]] Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);

  std::filesystem::path folder_;
  const Log log_;
  std::unique_ptr<SharedState> state_;
  IdSource ids_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  Writer writer_{[this] { return take(); }};
};

}  // namespace dbc::emulator
