#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_set>

// Only connection.cpp, connection_list.cpp and server.cpp know Boost.

namespace dbc::emulator {

class Reception;

/// A connection that is served.
class OpenConnection : public std::enable_shared_from_this<OpenConnection> {
 public:
  OpenConnection() = default;
  virtual ~OpenConnection() = default;
  OpenConnection(const OpenConnection&) = delete;
  OpenConnection& operator=(const OpenConnection&) = delete;

  /// Ends an idle connection now, and a busy one after its reply or a short while. From any thread.
  virtual void request_stop() = 0;
  /// Ends the connection where it is idle. From any thread.
  virtual void close_if_idle() = 0;
  /// Since which of the server's events the connection is idle; 0 where it is busy.
  [[nodiscard]] std::uint64_t idle_since() const { return idle_since_; }

 protected:
  std::atomic<std::uint64_t> idle_since_ = 0;
};

/// The connections that are open, so that a stop can reach them and their number stays bounded.
class ConnectionList {
 public:
  explicit ConnectionList(std::size_t max_connections) : max_connections_(max_connections) {}

  void add(OpenConnection* connection);
  void remove(OpenConnection* connection);
  /// Ends idle connections now, and busy ones after their reply or a short while.
  void stop_all();
  [[nodiscard]] bool is_stopping() const { return is_stopping_; }
  /// False where there are too many connections and none is idle. Else there is room for one, soon at least.
  [[nodiscard]] bool make_room();
  /// Grows with each call.
  [[nodiscard]] std::uint64_t next_event() { return ++events_; }

 private:
  const std::size_t max_connections_;
  std::mutex mutex_;
  std::unordered_set<OpenConnection*> connections_;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<std::uint64_t> events_ = 0;
};

/// What the connections of a server have in common.
struct ConnectionScope {
  const Reception& reception;
  ConnectionList& connections;
  boost::asio::thread_pool& writers;  ///< runs what may wait for the disk
  std::chrono::milliseconds idle_timeout;
  std::chrono::milliseconds transfer_timeout;
};

/// Serves the requests of a socket, one after the other, until either side ends it. Lives as long as it is served.
/// Speaks TLS where `tls` is not null.
void serve_connection(boost::asio::ip::tcp::socket socket, const ConnectionScope& scope,
                      boost::asio::ssl::context* tls);

}  // namespace dbc::emulator
