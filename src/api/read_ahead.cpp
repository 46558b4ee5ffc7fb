#include "read_ahead.hpp"

#include <system_error>
#include <utility>

#include "dbc/base/thrown_error.hpp"

namespace dbc::api {

Result<void> ReadAhead::pass_to(const net::BodySink& sink) {
  const bool is_ahead = begin_thread();
  std::string block;
  while (true) {
    if (is_ahead) {
      DBC_TRY(block, take(std::move(block)));
    } else {
      DBC_CHECK(read_(block));
    }
    if (block.empty()) return {};
    DBC_CHECK(sink(block));
  }
}

bool ReadAhead::begin_thread() {
  try {
    thread_ = std::thread([this] { read_all(); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void ReadAhead::read_all() {
  std::string block;
  while (true) {
    const auto read = read_guarded(block);
    const bool is_last = !read || block.empty();
    if (!offer(read ? Result<std::string>(std::move(block)) : read.error()) || is_last) return;
    const std::lock_guard lock(mutex_);
    block = std::exchange(spare_, {});
  }
}

/// An exception may not leave a thread.
Result<void> ReadAhead::read_guarded(std::string& block) const {
  try {
    return read_(block);
  } catch (...) {
    return thrown_error();
  }
}

/// False where nobody wants it any more.
bool ReadAhead::offer(Result<std::string> block) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_ || is_stopped_; });
  if (is_stopped_) return false;
  ready_ = std::move(block);
  changed_.notify_all();
  return true;
}

Result<std::string> ReadAhead::take(std::string used) {
  std::unique_lock lock(mutex_);
  spare_ = std::move(used);
  changed_.wait(lock, [this] { return ready_.has_value(); });
  auto block = std::move(*ready_);
  ready_.reset();
  changed_.notify_all();
  return block;
}

void ReadAhead::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

}  // namespace dbc::api
