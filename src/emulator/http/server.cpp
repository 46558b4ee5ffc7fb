#include "dbc/emulator/http/server.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/wire.hpp"

// The one file that knows Boost. One session per connection, on a strand of its own; a request is answered before the
// next one is read, so that pipelined requests are answered in order.

namespace dbc::emulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using ErrorCodeOfBoost = boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto k_idle_timeout = 75s;      // for the next request of a connection
constexpr auto k_transfer_timeout = 60s;  // for a header, a body or a reply once it has begun
constexpr auto k_stop_timeout = 2s;       // for what is under way when the server stops
constexpr std::size_t k_max_drained_bytes = 64 * 1024 * 1024;

class Session;

/// The connections that are open, so that a stop can reach them.
class SessionList {
 public:
  void add(Session* session) {
    const std::lock_guard lock(mutex_);
    sessions_.insert(session);
  }
  void remove(Session* session) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(session);
  }
  void stop_all();
  [[nodiscard]] bool is_stopping() const { return is_stopping_; }

 private:
  std::mutex mutex_;
  std::unordered_set<Session*> sessions_;
  std::atomic<bool> is_stopping_ = false;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Workspace& workspace, SessionList& sessions)
      : stream_(std::move(socket)), stop_timer_(stream_.get_executor()), workspace_(workspace), sessions_(sessions) {}
  ~Session() { sessions_.remove(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    sessions_.add(this);
    ErrorCodeOfBoost ignored;
    stream_.socket().set_option(tcp::no_delay(true), ignored);
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->read_header(); });
  }

  /// Ends an idle connection now, and a busy one after its reply or a short while.
  void request_stop() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (self->is_idle_) return self->close();
      self->stop_timer_.expires_after(k_stop_timeout);
      self->stop_timer_.async_wait([self](ErrorCodeOfBoost problem) {
        if (!problem) self->close();
      });
    });
  }

 private:
  using Parser = http::request_parser<http::string_body>;

  template <class Function>
  auto then(Function function) {
    return [self = shared_from_this(), function](ErrorCodeOfBoost problem, std::size_t) {
      (self.get()->*function)(problem);
    };
  }

  void read_header() {
    if (sessions_.is_stopping() && buffer_.size() == 0) return close();
    parser_.emplace();
    parser_->header_limit(k_max_header_bytes);
    parser_->body_limit(k_max_body_bytes);
    is_idle_ = buffer_.size() == 0;
    stream_.expires_after(k_idle_timeout);
    http::async_read_header(stream_, buffer_, *parser_, then(&Session::on_header));
  }

  void on_header(ErrorCodeOfBoost problem) {
    is_idle_ = false;
    if (problem) return refuse(problem);
    stream_.expires_after(k_transfer_timeout);
    const bool waits_for_leave = beast::iequals(parser_->get()[http::field::expect], "100-continue");
    if (!waits_for_leave) return read_body();
    output_ = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(output_), then(&Session::on_leave_given));
  }

  void on_leave_given(ErrorCodeOfBoost problem) {
    if (problem) return close();
    read_body();
  }

  void read_body() { http::async_read(stream_, buffer_, *parser_, then(&Session::on_request)); }

  void on_request(ErrorCodeOfBoost problem) {
    if (problem) return refuse(problem);
    const Request request = take_request();
    keep_alive_ = parser_->get().keep_alive() && !sessions_.is_stopping();
    send(workspace_.handle(request, Door::http));
  }

  Request take_request() {
    auto& message = parser_->get();
    Request request{.method = std::string(message.method_string()), .target = std::string(message.target())};
    for (const auto& field : message)
      request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    return request;
  }

  /// Tells the peer what was wrong with its request, where it is still there to be told.
  void refuse(ErrorCodeOfBoost problem) {
    keep_alive_ = false;
    if (problem == http::error::body_limit) return send_refusal(large_body_reply());
    if (problem == http::error::header_limit || problem == http::error::buffer_overflow)
      return send_refusal(large_header_reply());
    const bool is_peer_gone = problem == http::error::end_of_stream || problem == http::error::partial_message ||
                              problem.category() != http::make_error_code(http::error::bad_method).category();
    if (is_peer_gone) return close();
    send_refusal(unreadable_request_reply());
  }

  void send_refusal(Reply reply) { send(workspace_.with_common_headers(std::move(reply))); }

  void send(const Reply& reply) {
    output_ = wire_text(reply, keep_alive_);
    stream_.expires_after(k_transfer_timeout);
    asio::async_write(stream_, asio::buffer(output_), then(&Session::on_sent));
  }

  void on_sent(ErrorCodeOfBoost problem) {
    if (problem) return close();
    if (keep_alive_) return read_header();
    ErrorCodeOfBoost ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(k_stop_timeout);
    drain();
  }

  /// Reads away what the peer still sends: closing with unread bytes would reset the connection, and the peer might
  /// lose the reply.
  void drain() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(64 * 1024),
                            [self = shared_from_this()](ErrorCodeOfBoost problem, std::size_t count) {
                              self->drained_bytes_ += count;
                              if (problem || self->drained_bytes_ > k_max_drained_bytes) return self->close();
                              self->drain();
                            });
  }

  void close() {
    ErrorCodeOfBoost ignored;
    stream_.socket().close(ignored);
    stop_timer_.cancel();
    is_idle_ = true;
  }

  beast::tcp_stream stream_;
  asio::steady_timer stop_timer_;
  Workspace& workspace_;
  SessionList& sessions_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::string output_;
  std::size_t drained_bytes_ = 0;
  bool keep_alive_ = false;
  bool is_idle_ = true;
};

void SessionList::stop_all() {
  is_stopping_ = true;
  // Kept beyond the lock: the last owner of a session ends it, which takes the lock.
  std::vector<std::shared_ptr<Session>> alive;
  {
    const std::lock_guard lock(mutex_);
    for (Session* session : sessions_)
      if (auto owner = session->weak_from_this().lock()) alive.push_back(std::move(owner));
  }
  for (const auto& session : alive) session->request_stop();
}

Error listen_error(const ErrorCodeOfBoost& problem, const ServerOptions& options) {
  return Error{
      .kind = ErrorKind::io,
      .message = "listening on " + options.address + " port " + std::to_string(options.port) + ": " + problem.message(),
      .hint = problem == asio::error::address_in_use ? "choose another port, or 0 for a free one" : ""};
}

Result<tcp::endpoint> endpoint_of(const ServerOptions& options) {
  ErrorCodeOfBoost problem;
  const auto address = asio::ip::make_address(options.address, problem);
  if (!problem) return tcp::endpoint(address, options.port);
  return Error{.kind = ErrorKind::input,
               .message = "'" + options.address + "' is not an IP address",
               .hint = "give a literal such as 127.0.0.1 or ::1"};
}

}  // namespace

struct Server::Impl {
  explicit Impl(Workspace& served) : workspace(served), acceptor(asio::make_strand(context)) {}

  Workspace& workspace;
  asio::io_context context;
  tcp::acceptor acceptor;
  SessionList sessions;
  std::vector<std::thread> threads;
  tcp::endpoint endpoint;
  std::mutex mutex;
  std::condition_variable stopped_signal;
  bool is_stopped = false;

  ErrorCodeOfBoost listen(const tcp::endpoint& wanted);
  void accept();
  void on_accepted(ErrorCodeOfBoost problem, tcp::socket socket);
};

ErrorCodeOfBoost Server::Impl::listen(const tcp::endpoint& wanted) {
  ErrorCodeOfBoost problem;
  acceptor.open(wanted.protocol(), problem);
  if (!problem) acceptor.set_option(asio::socket_base::reuse_address(true), problem);
  if (!problem) acceptor.bind(wanted, problem);
  if (!problem) acceptor.listen(asio::socket_base::max_listen_connections, problem);
  if (!problem) endpoint = acceptor.local_endpoint(problem);
  return problem;
}

void Server::Impl::accept() {
  acceptor.async_accept(asio::make_strand(context), [this](ErrorCodeOfBoost problem, tcp::socket socket) {
    on_accepted(problem, std::move(socket));
  });
}

void Server::Impl::on_accepted(ErrorCodeOfBoost problem, tcp::socket socket) {
  if (problem == asio::error::operation_aborted || sessions.is_stopping()) return;
  if (!problem) std::make_shared<Session>(std::move(socket), workspace, sessions)->start();
  // Without free descriptors every accept fails at once: give the open connections time to end.
  if (problem) std::this_thread::sleep_for(10ms);
  accept();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  if (impl_) stop();
}

Result<std::unique_ptr<Server>> Server::start(Workspace& workspace, const ServerOptions& options) {
  DBC_TRY(const auto wanted, endpoint_of(options));
  auto impl = std::make_unique<Impl>(workspace);
  if (const auto problem = impl->listen(wanted)) return listen_error(problem, options);
  impl->accept();
  for (unsigned i = 0; i < std::max(1U, options.threads); ++i)
    impl->threads.emplace_back([context = &impl->context] { context->run(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->endpoint.port(); }

std::string Server::url() const {
  const auto address = impl_->endpoint.address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return "http://" + host + ":" + std::to_string(port());
}

void Server::wait() {
  std::unique_lock lock(impl_->mutex);
  impl_->stopped_signal.wait(lock, [this] { return impl_->is_stopped; });
}

void Server::stop() {
  std::unique_lock lock(impl_->mutex);
  if (impl_->is_stopped) return;
  impl_->sessions.stop_all();
  asio::post(impl_->acceptor.get_executor(), [impl = impl_.get()] {
    ErrorCodeOfBoost ignored;
    impl->acceptor.close(ignored);
  });
  for (auto& thread : impl_->threads) thread.join();
  impl_->is_stopped = true;
  impl_->stopped_signal.notify_all();
}

}  // namespace dbc::emulator
