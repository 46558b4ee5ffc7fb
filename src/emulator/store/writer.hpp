#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "dbc/base/result.hpp"
#include "emulator/store/connection.hpp"

namespace dbc::emulator {

class Writer;

/// The right to write, until it ends or goes out of scope; false where it is nobody's. Undoes what was not committed.
class WriteTurn {
 public:
  WriteTurn() = default;
  WriteTurn(WriteTurn&& other) noexcept : writer_(std::exchange(other.writer_, nullptr)) {}
  WriteTurn& operator=(WriteTurn&&) = delete;
  ~WriteTurn();

  explicit operator bool() const { return writer_ != nullptr; }
  [[nodiscard]] Connection& connection() const;
  /// Ends the turn. What returns without an error is on disk. No statement may be left.
  [[nodiscard]] Result<void> commit();

 private:
  friend class Writer;
  explicit WriteTurn(Writer& writer) : writer_(&writer) {}
  Writer* writer_ = nullptr;
};

/// The one connection on which the threads of a process write, one after the other. Those that come while others wait
/// share a transaction of SQLite, in which each has a savepoint of its own: they cost one commit and one sync together,
/// and all of them wait for it. Where it fails, all fail.
class Writer {
 public:
  using Open = std::function<Result<std::unique_ptr<Connection>>()>;
  explicit Writer(Open open) : open_(std::move(open)) {}

  /// Waits for a turn. An error of kind `io` after ten seconds, as a lock of another process gives.
  [[nodiscard]] Result<WriteTurn> begin();
  /// Closing the connection will leave the log as it is. Nobody may have a turn.
  void leave_log() {
    if (connection_) connection_->leave_log();
  }
  /// How many threads wait for a turn at the moment.
  [[nodiscard]] std::size_t waiting() const;

 private:
  friend class WriteTurn;
  struct Batch {
    std::size_t members = 1;
    Result<void> outcome = {};  ///< once it has ended
    std::atomic<int> has_ended = 0;
  };

  [[nodiscard]] Result<void> take_turn();
  [[nodiscard]] Result<void> open_batch();
  [[nodiscard]] Result<void> join_batch();
  [[nodiscard]] Result<void> commit();
  void roll_back();
  void leave();
  void free_turn();
  [[nodiscard]] Result<void> end_batch();

  Open open_;
  mutable std::mutex mutex_;
  std::condition_variable is_free_signal_;
  bool is_free_ = true;
  std::size_t waiting_ = 0;
  // What only the holder of the turn touches.
  std::unique_ptr<Connection> connection_;
  std::shared_ptr<Batch> batch_;  ///< the transaction that is open
};

}  // namespace dbc::emulator
