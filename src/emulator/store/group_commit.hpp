#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

#include "dbc/base/result.hpp"
#include "emulator/store/connection.hpp"

namespace dbc::emulator {

class WriteQueue;

/// The right to write, until it ends or goes out of scope; false where it is nobody's.
class WriteTurn {
 public:
  WriteTurn() = default;
  WriteTurn(WriteTurn&& other) noexcept : queue_(std::exchange(other.queue_, nullptr)) {}
  WriteTurn& operator=(WriteTurn&&) = delete;
  ~WriteTurn() { end(); }

  explicit operator bool() const { return queue_ != nullptr; }
  void end();

 private:
  friend class WriteQueue;
  explicit WriteTurn(WriteQueue& queue) : queue_(&queue) {}
  WriteQueue* queue_ = nullptr;
};

/// Lets the threads of a process write one after the other, without the polling that SQLite's lock costs them.
class WriteQueue {
 public:
  /// Waits for a turn. An error of kind `io` after ten seconds, as a lock of another process gives.
  [[nodiscard]] Result<WriteTurn> wait();

 private:
  friend class WriteTurn;
  std::mutex mutex_;
  std::condition_variable is_free_signal_;
  bool is_free_ = true;
};

/// Brings commits to disk, many with one sync: who comes while one is under way shares the next.
class GroupCommit {
 public:
  /// Call it after a commit on `connection`, which left its sync to the caller. What returns without an error is on
  /// disk: this commit, where there were changes, and all those before it, whose work the sender may have seen. After a
  /// failed sync nobody knows what the disk has, so that all later ones fail, too.
  [[nodiscard]] Result<void> make_durable(Connection& connection, bool has_changes);

 private:
  [[nodiscard]] Result<void> sync(Connection& connection, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable is_synced_signal_;
  std::uint64_t committed_ = 0;  ///< commits so far
  std::uint64_t synced_ = 0;     ///< those of them that are on disk
  bool is_syncing_ = false;
  bool has_failed_ = false;
};

}  // namespace dbc::emulator
