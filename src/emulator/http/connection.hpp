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

/// What right a connection has to its place when places are scarce, the weakest first.
enum class Claim : std::uint8_t {
  unknown,  ///< it has shown no valid credential, whatever it does
  idle,     ///< of a known sender, between requests
  working,  ///< for a known sender
};

/// A connection that is served.
class OpenConnection : public std::enable_shared_from_this<OpenConnection> {
 public:
  explicit OpenConnection(boost::asio::ip::address peer) : peer_(std::move(peer)) {}
  virtual ~OpenConnection() = default;
  OpenConnection(const OpenConnection&) = delete;
  OpenConnection& operator=(const OpenConnection&) = delete;

  /// Ends an idle connection now, and a busy one after its reply or a short while. From any thread.
  virtual void request_stop() = 0;
  /// Ends the connection unless it has come to work for a known sender meanwhile. From any thread.
  virtual void give_way() = 0;

  [[nodiscard]] const boost::asio::ip::address& peer() const { return peer_; }
  [[nodiscard]] Claim claim() const { return claim_; }
  /// The server's event that came last for it: it was accepted, or was about to be sent a reply.
  [[nodiscard]] std::uint64_t since() const { return since_; }
  /// It was asked to give way.
  std::atomic<bool> is_leaving = false;

 protected:
  std::atomic<Claim> claim_ = Claim::unknown;
  std::atomic<std::uint64_t> since_ = 0;

 private:
  const boost::asio::ip::address peer_;
};

/// The connections that are open, so that a stop can reach them and their number stays bounded.
class ConnectionList {
 public:
  ConnectionList(std::size_t max_connections, std::size_t max_unknown)
      : max_connections_(max_connections), max_unknown_(max_unknown) {}

  void add(OpenConnection* connection);
  void remove(OpenConnection* connection);
  /// Ends idle connections now, and busy ones after their reply or a short while.
  void stop_all();
  [[nodiscard]] bool is_stopping() const { return is_stopping_; }
  /// True where there is room for a connection of that peer, soon at least: the weakest one may have to give way, and
  /// one of the peer's own where too many of them are unknown. False where all work for known senders.
  [[nodiscard]] bool make_room(const boost::asio::ip::address& peer);
  /// Has the weakest connection give way, if any may.
  void end_weakest();
  /// Grows with each call.
  [[nodiscard]] std::uint64_t next_event() { return ++events_; }

 private:
  struct Candidates;
  [[nodiscard]] Candidates candidates(const boost::asio::ip::address& peer) const;

  const std::size_t max_connections_;
  const std::size_t max_unknown_;
  std::mutex mutex_;
  std::unordered_set<OpenConnection*> connections_;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<std::uint64_t> events_ = 0;
};

/// What the connections of a server have in common.
struct ConnectionScope {
  const Reception& reception;
  ConnectionList& connections;
  boost::asio::thread_pool& writers;        ///< runs what may wait for the disk
  boost::asio::thread_pool& heavy_workers;  ///< runs what takes long or much memory
  std::chrono::milliseconds idle_timeout;
  std::chrono::milliseconds header_timeout;
  std::chrono::milliseconds transfer_timeout;
};

/// Serves the requests of a socket, one after the other, until either side ends it. Lives as long as it is served.
/// Speaks TLS where `tls` is not null.
void serve_connection(boost::asio::ip::tcp::socket socket, const ConnectionScope& scope,
                      boost::asio::ssl::context* tls);

}  // namespace dbc::emulator
