#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dbc/base/result.hpp"
#include "dbc/emulator/workspace.hpp"

namespace dbc::emulator {

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< an IPv4 or IPv6 literal
  std::uint16_t port = 0;             ///< 0 lets the system choose
  unsigned threads = 16;              ///< a write waits in one for the disk, and shares that wait with the others
};

/// The HTTP adapter: bytes on a socket to `Workspace::handle` and back. Keep-alive, chunked bodies,
/// Expect: 100-continue, absolute-form targets; headers, bodies and idle time are bounded.
class Server {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(Workspace& workspace, const ServerOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::string url() const;  ///< http://ADDRESS:PORT
  [[nodiscard]] std::uint16_t port() const;
  void wait();  ///< returns when stop() is called
  void stop();  ///< finishes the requests in flight; safe from another thread

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dbc::emulator
