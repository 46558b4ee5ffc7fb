#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "dbc/emulator/workspace.hpp"

// Only connection.cpp and server.cpp know Boost.

namespace dbc::emulator {

class HttpConnection;

/// The connections that are open, so that a stop can reach them.
class ConnectionList {
 public:
  void add(HttpConnection* connection);
  void remove(HttpConnection* connection);
  /// Ends idle connections now, and busy ones after their reply or a short while.
  void stop_all();
  [[nodiscard]] bool is_stopping() const { return is_stopping_; }

 private:
  std::mutex mutex_;
  std::unordered_set<HttpConnection*> connections_;
  std::atomic<bool> is_stopping_ = false;
};

/// Serves the requests of a socket, one after the other, until either side ends it. Lives as long as it is served.
void serve_connection(boost::asio::ip::tcp::socket socket, Workspace& workspace, ConnectionList& connections);

}  // namespace dbc::emulator
