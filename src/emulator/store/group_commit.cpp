#include "emulator/store/group_commit.hpp"

#include <chrono>

#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::chrono::seconds k_max_wait{10};

Error unusable(std::string message) {
  Error error = api_error(ErrorCode::internal_error, "The workspace's database cannot be used: " + std::move(message));
  error.kind = ErrorKind::io;
  return error;
}

}  // namespace

void WriteTurn::end() {
  if (queue_ == nullptr) return;
  {
    const std::lock_guard lock(queue_->mutex_);
    queue_->is_free_ = true;
  }
  queue_->is_free_signal_.notify_one();
  queue_ = nullptr;
}

Result<WriteTurn> WriteQueue::wait() {
  std::unique_lock lock(mutex_);
  if (!is_free_signal_.wait_for(lock, k_max_wait, [this] { return is_free_; })) return unusable("database is locked");
  is_free_ = false;
  return WriteTurn(*this);
}

Result<void> GroupCommit::make_durable(Connection& connection, bool has_changes) {
  std::unique_lock lock(mutex_);
  if (has_changes) ++committed_;
  const std::uint64_t mine = committed_;
  while (synced_ < mine && !has_failed_) {
    if (is_syncing_)
      is_synced_signal_.wait(lock);
    else
      DBC_CHECK(sync(connection, lock));
  }
  if (synced_ < mine) return unusable("its log could not be brought to disk; start the program again");
  return {};
}

Result<void> GroupCommit::sync(Connection& connection, std::unique_lock<std::mutex>& lock) {
  // Everything that was counted is in the log, as a commit is counted after it.
  const std::uint64_t reached = committed_;
  is_syncing_ = true;
  lock.unlock();
  auto done = connection.sync_log();
  lock.lock();
  is_syncing_ = false;
  if (done)
    synced_ = reached;
  else
    has_failed_ = true;
  is_synced_signal_.notify_all();
  return done;
}

}  // namespace dbc::emulator
