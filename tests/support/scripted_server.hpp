#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/tls_identity.hpp"

namespace dbc::test {

/// One answer, as it goes over the wire.
struct ScriptedReply {
  enum class After {
    keep_open,
    close,
    stay_silent,  ///< neither another byte nor a close until the server ends
  };
  std::string bytes = {};
  After after = After::keep_open;
  bool unasked = false;  ///< sent without reading a request first
};

/// A complete HTTP/1.1 answer with its length. `fields` are whole header lines without line ends.
[[nodiscard]] ScriptedReply reply(int status, std::string_view body, const std::vector<std::string>& fields = {});

struct RecordedRequest {
  std::string line;  ///< "GET /path HTTP/1.1"
  std::string head;  ///< request line and headers as received
  std::string body;  ///< without chunk framing

  /// Value of a header, or empty where absent.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// Answers the requests of a test from a list, in order, on a port of its own choice. One connection at a time.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<ScriptedReply> replies, std::shared_ptr<const TlsIdentity> tls = nullptr);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// http://127.0.0.1:port, or https://localhost:port
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::vector<RecordedRequest> requests() const;
  [[nodiscard]] int connections() const { return connections_; }

 private:
  class Peer;
  void run();
  void serve(Peer& peer);
  bool read_request(Peer& peer);
  bool wait_readable(int descriptor) const;

  std::vector<ScriptedReply> replies_;
  std::shared_ptr<const TlsIdentity> tls_;
  int listener_ = -1;
  int stop_ = -1;
  int port_ = 0;
  std::size_t next_ = 0;
  mutable std::mutex mutex_;
  std::vector<RecordedRequest> requests_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace dbc::test
