#include "emulator/store/writer.hpp"

#include <chrono>

#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::chrono::seconds k_max_wait{10};
constexpr std::size_t k_max_members = 64;  // who came first waits for all of them

Error locked() {
  Error error = api_error(ErrorCode::internal_error, "The workspace's database cannot be used: database is locked");
  error.kind = ErrorKind::io;
  return error;
}

}  // namespace

WriteTurn::~WriteTurn() {
  if (writer_ != nullptr) writer_->roll_back();
}

Connection& WriteTurn::connection() const { return *writer_->connection_; }

Result<void> WriteTurn::commit() { return std::exchange(writer_, nullptr)->commit(); }

Result<WriteTurn> Writer::begin() {
  DBC_CHECK(take_turn());
  auto entered = batch_ ? join_batch() : open_batch();
  if (entered) return WriteTurn(*this);
  if (batch_)
    leave();
  else
    free_turn();
  return std::move(entered).error();
}

std::size_t Writer::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

Result<void> Writer::take_turn() {
  std::unique_lock lock(mutex_);
  ++waiting_;
  const bool has_turn = is_free_signal_.wait_for(lock, k_max_wait, [this] { return is_free_; });
  --waiting_;
  if (!has_turn) return locked();
  is_free_ = false;
  return {};
}

void Writer::free_turn() {
  {
    const std::lock_guard lock(mutex_);
    is_free_ = true;
  }
  is_free_signal_.notify_one();
}

Result<void> Writer::open_batch() {
  if (!connection_) {
    DBC_TRY(connection_, open_());
  }
  DBC_CHECK(connection_->run("BEGIN IMMEDIATE"));
  batch_ = std::make_shared<Batch>();
  return {};
}

Result<void> Writer::join_batch() {
  DBC_CHECK(connection_->run("SAVEPOINT member"));
  ++batch_->members;
  return {};
}

Result<void> Writer::commit() {
  if (batch_->members > 1) {
    auto released = connection_->run("RELEASE member");
    if (!released) roll_back();
    if (!released) return released;
  }
  const auto batch = batch_;
  leave();
  batch->has_ended.wait(0);
  return batch->outcome;
}

void Writer::roll_back() {
  if (batch_->members == 1) {
    // A failed ROLLBACK means that SQLite already rolled back by itself, as it does when the disk is full.
    (void)connection_->run("ROLLBACK");
    batch_.reset();
    return free_turn();
  }
  // Nothing of it may stay behind in what the others commit.
  if (!connection_->run("ROLLBACK TO member") || !connection_->run("RELEASE member"))
    (void)connection_->run("ROLLBACK");
  leave();
}

/// Lets the next thread go on with the transaction, or ends it.
void Writer::leave() {
  {
    std::unique_lock lock(mutex_);
    if (waiting_ > 0 && batch_->members < k_max_members && connection_->is_in_transaction()) {
      is_free_ = true;
      lock.unlock();
      return is_free_signal_.notify_one();
    }
  }
  batch_->outcome = end_batch();
  const auto ended = std::move(batch_);
  free_turn();
  ended->has_ended = 1;
  ended->has_ended.notify_all();
}

Result<void> Writer::end_batch() {
  auto committed = connection_->run("COMMIT");
  if (!committed) (void)connection_->run("ROLLBACK");
  return committed;
}

}  // namespace dbc::emulator
