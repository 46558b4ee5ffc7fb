#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/result.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "dbc/emulator/workspace.hpp"

namespace dbc::emulator {

/// A workspace beside the first one of a server.
struct NamedWorkspace {
  std::string name;      ///< the first label of its host names, e.g. NAME.localhost
  Workspace* workspace;  ///< must outlive the server
};

/// PEM files that make a server speak HTTPS.
struct TlsFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

struct ServerOptions {
  std::string address = "127.0.0.1";         ///< an IPv4 or IPv6 literal
  std::uint16_t port = 0;                    ///< 0 lets the system choose
  unsigned threads = 2;                      ///< that move bytes and answer what only reads
  unsigned writers = 16;                     ///< threads for the rest: a write waits for the disk, together with others
  unsigned heavy_workers = 2;                ///< threads for what takes long or much memory: so many at a time
  std::vector<std::string> host_names = {};  ///< what clients may call the server, besides localhost and its address
  std::vector<NamedWorkspace> workspaces = {};  ///< those beside the first one
  std::optional<TlsFiles> tls = {};
  std::size_t max_connections = k_max_connections;  ///< one more ends one without a token, else the longest idle one
  std::size_t max_unknown_connections = k_max_unknown_connections;  ///< of one address, without a token
  std::chrono::milliseconds idle_timeout = k_idle_timeout;          ///< until a request begins
  std::chrono::milliseconds header_timeout = k_header_timeout;      ///< for a header that has begun, and for TLS
  std::chrono::milliseconds transfer_timeout = k_transfer_timeout;  ///< a body, a part of a long one, of a reply
};

/// The HTTP adapter: bytes on a socket to `Workspace::handle` and back. Keep-alive, chunked bodies,
/// Expect: 100-continue, absolute-form targets. Whatever a peer sends is bounded in size and time before it is kept,
/// and who has a token gets in while others stall: limits.hpp. A request for a host that is not this server's is
/// refused: a web page whose name was made to lead here must not reach it.
class Server {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(Workspace& workspace, const ServerOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::string url() const;  ///< http://ADDRESS:PORT, or https
  [[nodiscard]] std::uint16_t port() const;
  void wait();  ///< returns when stop() is called
  void stop();  ///< finishes the requests in flight; safe from another thread

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dbc::emulator
