#include <algorithm>
#include <utility>
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

/// Who may have to go, among those that were not asked to yet.
struct ConnectionList::Candidates {
  OpenConnection* weakest = nullptr;
  OpenConnection* weakest_of_peer = nullptr;  ///< of those that are unknown
  std::size_t staying = 0;
  std::size_t unknown_of_peer = 0;
};

namespace {

bool is_weaker(const OpenConnection& one, const OpenConnection& other) {
  return std::pair(one.claim(), one.since()) < std::pair(other.claim(), other.since());
}

void keep_weaker(OpenConnection*& weakest, OpenConnection* one) {
  if (weakest == nullptr || is_weaker(*one, *weakest)) weakest = one;
}

}  // namespace

ConnectionList::Candidates ConnectionList::candidates(const boost::asio::ip::address& peer) const {
  Candidates found;
  for (OpenConnection* connection : connections_) {
    if (connection->is_leaving) continue;
    ++found.staying;
    const Claim claim = connection->claim();
    if (claim != Claim::working) keep_weaker(found.weakest, connection);
    if (claim != Claim::unknown || connection->peer() != peer) continue;
    ++found.unknown_of_peer;
    keep_weaker(found.weakest_of_peer, connection);
  }
  return found;
}

bool ConnectionList::make_room(const boost::asio::ip::address& peer) {
  std::shared_ptr<OpenConnection> leaver;  // kept beyond the lock, as above
  {
    const std::lock_guard lock(mutex_);
    if (connections_.size() < std::min(max_connections_, max_unknown_)) return true;
    const Candidates found = candidates(peer);
    const bool has_too_many = found.unknown_of_peer >= max_unknown_;
    if (!has_too_many && found.staying < max_connections_) return true;
    OpenConnection* chosen = has_too_many ? found.weakest_of_peer : found.weakest;
    if (chosen == nullptr) return false;
    chosen->is_leaving = true;
    leaver = chosen->weak_from_this().lock();
  }
  if (leaver) leaver->give_way();
  return true;
}

void ConnectionList::end_weakest() {
  std::shared_ptr<OpenConnection> leaver;
  {
    const std::lock_guard lock(mutex_);
    OpenConnection* chosen = candidates({}).weakest;
    if (chosen == nullptr) return;
    chosen->is_leaving = true;
    leaver = chosen->weak_from_this().lock();
  }
  if (leaver) leaver->give_way();
}

}  // namespace dbc::emulator
