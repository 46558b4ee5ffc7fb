#include "support/scripted_server.hpp"

#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "dbc/base/text.hpp"
#include "support/loopback_listener.hpp"

namespace dbc::test {
namespace {

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

}  // namespace

ScriptedReply reply(int status, std::string_view body, const std::vector<std::string>& fields) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
  for (const auto& field : fields) bytes += field + "\r\n";
  bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return {.bytes = bytes.append(body)};
}

std::string RecordedRequest::header(std::string_view name) const {
  for (const auto field : split(head, '\n')) {
    const auto colon = field.find(':');
    if (colon == std::string_view::npos || !equals_ignoring_case(field.substr(0, colon), name)) continue;
    return std::string(trim(field.substr(colon + 1)));
  }
  return {};
}

/// One accepted connection, plain or TLS.
class ScriptedServer::Peer {
 public:
  Peer(int descriptor, const ScriptedServer& server) : descriptor_(descriptor), server_(server) {
    timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~Peer() {
    ssl_.reset();
    ::close(descriptor_);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool shake_hands(const TlsIdentity& identity) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context_.get(), identity.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), identity.key.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), descriptor_);
    return SSL_accept(ssl_.get()) == 1;
  }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                             : ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Bytes up to and including `end`; empty at the end of the connection.
  std::string read_until(std::string_view end) {
    while (true) {
      const auto at = buffer_.find(end);
      if (at != std::string::npos) return take(at + end.size());
      if (!fill()) return {};
    }
  }

  std::string read_exactly(std::size_t count) {
    while (buffer_.size() < count && fill()) {
    }
    return take(std::min(count, buffer_.size()));
  }

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  std::string take(std::size_t count) {
    std::string taken = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return taken;
  }

  bool fill() {
    std::array<char, 16384> part{};
    const bool pending = ssl_ && SSL_pending(ssl_.get()) > 0;
    if (!pending && !server_.wait_readable(descriptor_)) return false;
    const auto got = ssl_ ? SSL_read(ssl_.get(), part.data(), static_cast<int>(part.size()))
                          : ::recv(descriptor_, part.data(), part.size(), 0);
    if (got <= 0) return false;
    buffer_.append(part.data(), static_cast<std::size_t>(got));
    return true;
  }

  int descriptor_;
  const ScriptedServer& server_;
  std::unique_ptr<SSL_CTX, ContextDeleter> context_;
  std::unique_ptr<SSL, SslDeleter> ssl_;
  std::string buffer_;
};

ScriptedServer::ScriptedServer(std::vector<ScriptedReply> replies, std::shared_ptr<const TlsIdentity> tls)
    : replies_(std::move(replies)), tls_(std::move(tls)) {
  listener_ = listen_on_loopback(port_);
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  const std::uint64_t one = 1;
  if (::write(stop_, &one, sizeof one) < 0) std::terminate();
  thread_.join();
  ::close(listener_);
  ::close(stop_);
}

std::string ScriptedServer::url() const {
  return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_);
}

std::vector<RecordedRequest> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool ScriptedServer::wait_readable(int descriptor) const {
  std::array<pollfd, 2> waiting{pollfd{descriptor, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
  return ::poll(waiting.data(), waiting.size(), -1) > 0 && waiting[1].revents == 0;
}

void ScriptedServer::run() {
  // OpenSSL writes without MSG_NOSIGNAL, and a client may hang up in the middle of a handshake.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  while (next_ < replies_.size() && wait_readable(listener_)) {
    Peer peer(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), *this);
    ++connections_;
    if (tls_ && !peer.shake_hands(*tls_)) continue;
    serve(peer);
  }
}

namespace {

template <class Peer>
std::string read_chunks(Peer& peer) {
  std::string body;
  while (true) {
    const std::size_t size = std::stoul("0" + peer.read_until("\r\n"), nullptr, 16);
    if (size == 0) break;
    body += peer.read_exactly(size);
    peer.read_exactly(2);
  }
  peer.read_until("\r\n");
  return body;
}

}  // namespace

bool ScriptedServer::read_request(Peer& peer) {
  RecordedRequest request;
  request.head = peer.read_until("\r\n\r\n");
  if (request.head.empty()) return false;
  request.line = request.head.substr(0, request.head.find('\r'));
  const std::string length = request.header("Content-Length");
  if (!length.empty()) request.body = peer.read_exactly(std::stoul(length));
  if (request.header("Transfer-Encoding") == "chunked") request.body = read_chunks(peer);
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  return true;
}

void ScriptedServer::serve(Peer& peer) {
  while (next_ < replies_.size()) {
    if (!replies_[next_].unasked && !read_request(peer)) return;
    const ScriptedReply& answer = replies_[next_++];
    peer.write(answer.bytes);
    if (answer.after == ScriptedReply::After::close) return;
    if (answer.after == ScriptedReply::After::stay_silent) static_cast<void>(wait_readable(stop_));
  }
  static_cast<void>(wait_readable(peer.descriptor()));  // the last answer: let the client close first
}

}  // namespace dbc::test
