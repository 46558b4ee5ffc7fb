#include <vector>

#include "emulator/http/connection.hpp"

namespace dbc::emulator {

void ConnectionList::add(OpenConnection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.insert(connection);
}

void ConnectionList::remove(OpenConnection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
}

void ConnectionList::stop_all() {
  is_stopping_ = true;
  // Kept beyond the lock: the last owner of a connection ends it, which takes the lock.
  std::vector<std::shared_ptr<OpenConnection>> alive;
  {
    const std::lock_guard lock(mutex_);
    for (OpenConnection* connection : connections_)
      if (auto owner = connection->weak_from_this().lock()) alive.push_back(std::move(owner));
  }
  for (const auto& connection : alive) connection->request_stop();
}

bool ConnectionList::make_room() {
  // Kept beyond the lock, as above.
  std::vector<std::shared_ptr<OpenConnection>> ever_longer_idle;
  {
    const std::lock_guard lock(mutex_);
    if (connections_.size() < max_connections_) return true;
    std::uint64_t since = 0;
    for (OpenConnection* connection : connections_) {
      const auto idle_since = connection->idle_since();
      if (idle_since == 0 || (since != 0 && idle_since > since)) continue;
      auto owner = connection->weak_from_this().lock();
      if (!owner) continue;
      ever_longer_idle.push_back(std::move(owner));
      since = idle_since;
    }
  }
  if (ever_longer_idle.empty()) return false;
  ever_longer_idle.back()->close_if_idle();
  return true;
}

}  // namespace dbc::emulator
