#include "emulator/http/connection.hpp"

#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/ssl.hpp>
#include <limits>
#include <optional>
#include <type_traits>

#include "dbc/emulator/http/limits.hpp"
#include "dbc/emulator/workspace.hpp"
#include "emulator/http/framing.hpp"
#include "emulator/http/reception.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/http/wire.hpp"

// One connection on a strand of its own; a request is answered before the next one is read, so that pipelined requests
// are answered in order. Bodies pass in parts, in both directions.

namespace dbc::emulator {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using ErrorCodeOfBoost = boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto k_stop_timeout = 2s;  // for what is under way when the server stops
constexpr std::size_t k_max_drained_bytes = 64 * 1024 * 1024;
constexpr std::size_t k_header_part = 4 * 1024;
constexpr std::size_t k_received_part = 64 * 1024;
constexpr std::size_t k_sent_part = 256 * 1024;

}  // namespace

/// `Stream` is a TCP stream, or TLS over one.
template <class Stream>
class HttpConnection final : public OpenConnection {
 public:
  template <class... Arguments>
  explicit HttpConnection(const ConnectionScope& scope, asio::ip::address peer, Arguments&&... stream)
      : OpenConnection(std::move(peer)),
        stream_(std::forward<Arguments>(stream)...),
        stop_timer_(stream_.get_executor()),
        scope_(scope) {}
  ~HttpConnection() override { scope_.connections.remove(this); }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void start() {
    note_event();
    scope_.connections.add(this);
    ErrorCodeOfBoost ignored;
    lower().socket().set_option(tcp::no_delay(true), ignored);
    asio::dispatch(stream_.get_executor(), [self = self()] { self->shake_hands(); });
  }

  void request_stop() override {
    asio::post(stream_.get_executor(), [self = self()] {
      if (self->is_idle_) return self->close();
      self->stop_timer_.expires_after(k_stop_timeout);
      self->stop_timer_.async_wait([self](ErrorCodeOfBoost problem) {
        if (!problem) self->close();
      });
    });
  }

  void give_way() override {
    asio::post(stream_.get_executor(), [self = self()] {
      if (self->claim_ != Claim::working) return self->close();
      self->is_leaving = false;
    });
  }

 private:
  using Parser = http::request_parser<http::buffer_body>;

  static constexpr bool k_is_tls = !std::is_same_v<Stream, beast::tcp_stream>;

  std::shared_ptr<HttpConnection> self() { return std::static_pointer_cast<HttpConnection>(shared_from_this()); }
  beast::tcp_stream& lower() { return beast::get_lowest_layer(stream_); }

  template <class Function>
  auto then(Function function) {
    return [self = self(), function](ErrorCodeOfBoost problem, std::size_t) { (self.get()->*function)(problem); };
  }

  void shake_hands() {
    if constexpr (k_is_tls) {
      lower().expires_after(scope_.header_timeout);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = self()](ErrorCodeOfBoost problem) {
        return problem ? self->close() : self->await_request();
      });
    } else {
      await_request();
    }
  }

  void await_request() {
    if (scope_.connections.is_stopping() && buffer_.size() == 0) return close();
    parser_.emplace();
    parser_->header_limit(k_max_header_bytes);
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // the exchange has its own
    is_idle_ = true;
    if (claim_ == Claim::working) claim_ = Claim::idle;
    const bool has_begun = buffer_.size() != 0;
    lower().expires_after(has_begun ? scope_.header_timeout : scope_.idle_timeout);
    if (has_begun) return parse_header();
    read_header([](HttpConnection& connection) { connection.parse_begun_header(); });
  }

  /// Reads some bytes and goes on with `next`.
  template <class Next>
  void read_header(Next next) {
    const auto room = buffer_.max_size() - buffer_.size();
    if (room == 0) return refuse(http::error::header_limit);
    const auto on_read = [self = self(), next](ErrorCodeOfBoost problem, std::size_t count) {
      if (problem) return self->close();
      self->buffer_.commit(count);
      next(*self);
    };
    stream_.async_read_some(buffer_.prepare(std::min(room, k_header_part)), on_read);
  }

  /// A header mostly comes in one piece. Where it does not, the rest has a time of its own.
  void parse_begun_header() {
    has_begun_header_ = true;
    parse_header();
  }

  void parse_header() {
    ErrorCodeOfBoost problem;
    const std::size_t length = parser_->put(buffer_.data(), problem);
    if (problem == http::error::need_more) {
      if (std::exchange(has_begun_header_, false)) lower().expires_after(scope_.header_timeout);
      return read_header([](HttpConnection& connection) { connection.parse_header(); });
    }
    has_begun_header_ = false;
    is_idle_ = false;
    if (problem) return refuse(problem);
    const auto begun = begin_exchange({static_cast<const char*>(buffer_.data().data()), length});
    buffer_.consume(length);
    if (!begun) return refuse(begun.error());
    claim_ = exchange_->knows_sender() ? Claim::working : Claim::unknown;
    receive_body();
  }

  Result<void> begin_exchange(std::string_view raw) {
    const auto& message = parser_->get();
    const bool is_http_1_0 = message.version() < 11;
    keep_alive_ = message.keep_alive() && !scope_.connections.is_stopping();
    Request head{.method = std::string(message.method_string()), .target = std::string(message.target())};
    for (const auto& field : message)
      head.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    DBC_CHECK(check_framing(raw, head, is_http_1_0));
    DBC_TRY(workspace_, scope_.reception.admit(head, is_http_1_0));
    waits_for_leave_ = !is_http_1_0 && !header(head.headers, "Expect").empty();
    std::optional<std::uint64_t> size;
    if (const auto length = parser_->content_length()) size = *length;
    exchange_ = workspace_->begin(std::move(head), size, Door::http);
    return {};
  }

  void receive_body() {
    lower().expires_after(scope_.transfer_timeout);
    if (!exchange_->wants_body()) return answer_early();
    if (!waits_for_leave_) return read_body();
    head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(head_), then(&HttpConnection::on_leave_given));
  }

  void on_leave_given(ErrorCodeOfBoost problem) {
    if (problem) return close();
    read_body();
  }

  void read_body() {
    if (parser_->is_done()) return answer();
    part_.resize(k_received_part);
    parser_->get().body().data = part_.data();
    parser_->get().body().size = part_.size();
    http::async_read(stream_, buffer_, *parser_, then(&HttpConnection::on_body_part));
  }

  void on_body_part(ErrorCodeOfBoost problem) {
    if (problem && problem != http::error::need_buffer) return refuse(problem);
    const std::size_t got = part_.size() - parser_->get().body().size;
    if (!exchange_->write(std::string_view(part_).substr(0, got))) return answer_early();
    if (exchange_->is_long()) lower().expires_after(scope_.transfer_timeout);
    read_body();
  }

  void answer() {
    keep_alive_ = keep_alive_ && !scope_.connections.is_stopping();
    const Cost cost = exchange_->cost();
    if (cost == Cost::quick) return send(exchange_->finish());
    // Others are served meanwhile. The guard keeps the server's threads until they can send the reply.
    asio::post(cost == Cost::heavy ? scope_.heavy_workers : scope_.writers,
               [self = self(), guard = asio::make_work_guard(stream_.get_executor())] {
                 auto reply = std::make_shared<Reply>(self->exchange_->finish());
                 asio::post(self->stream_.get_executor(), [self, reply] { self->send(std::move(*reply)); });
               });
  }

  /// With the rest of the body unread, the connection cannot serve another request.
  void answer_early() {
    keep_alive_ = false;
    send(exchange_->finish());
  }

  /// Tells the peer what was wrong with its request, where it is still there to be told.
  void refuse(ErrorCodeOfBoost problem) {
    keep_alive_ = false;
    if (problem == http::error::header_limit || problem == http::error::buffer_overflow)
      return send_refusal(large_header_reply());
    const bool is_peer_gone = problem == http::error::end_of_stream || problem == http::error::partial_message ||
                              problem.category() != http::make_error_code(http::error::bad_method).category();
    if (is_peer_gone) return close();
    send_refusal(unreadable_request_reply());
  }

  /// The rest of what was sent is not for us either.
  void refuse(const Error& error) {
    keep_alive_ = false;
    send_refusal(error_reply(error));
  }

  void send_refusal(Reply reply) { send(scope_.reception.first().with_common_headers(std::move(reply))); }

  /// What the request took is free before the peer takes its time to read.
  void send(Reply reply) {
    exchange_.reset();
    parser_.reset();
    if (!has_body(reply)) reply.body.clear();
    head_ = wire_head(reply, keep_alive_);
    body_ = std::move(reply.body);
    file_ = std::move(reply.file);
    sent_bytes_ = 0;
    if (file_ && !fill_part()) return close();
    send_part();
  }

  /// The head goes with the first part.
  void send_part() {
    note_event();
    lower().expires_after(scope_.transfer_timeout);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(stream_, parts, then(&HttpConnection::on_part_sent));
  }

  /// Noted before a reply is out: what its peer does next comes later, whichever thread is first.
  void note_event() { since_ = scope_.connections.next_event(); }

  void on_part_sent(ErrorCodeOfBoost problem) {
    if (problem) return close();
    if (!file_ || sent_bytes_ == file_->length()) return on_sent();
    head_.clear();
    // The length is told already; only the end of the connection can say that less came.
    if (!fill_part()) return close();
    send_part();
  }

  /// Reads the next part of what is sent. False where it cannot be had.
  bool fill_part() {
    body_.resize(std::min<std::uint64_t>(k_sent_part, file_->length() - sent_bytes_));
    const auto got = file_->read(sent_bytes_, body_.data(), body_.size());
    if (!got) return false;
    body_.resize(*got);
    sent_bytes_ += *got;
    return true;
  }

  void on_sent() {
    file_.reset();
    body_ = {};
    if (keep_alive_) return await_request();
    ErrorCodeOfBoost ignored;
    // In TLS the peer knows by Content-Length and Connection that this was all.
    if constexpr (!k_is_tls) lower().socket().shutdown(tcp::socket::shutdown_send, ignored);
    lower().expires_after(k_stop_timeout);
    drain();
  }

  /// Reads away what the peer still sends: closing with unread bytes would reset the connection, and the peer might
  /// lose the reply.
  void drain() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(64 * 1024), [self = self()](ErrorCodeOfBoost problem, std::size_t count) {
      self->drained_bytes_ += count;
      if (problem || self->drained_bytes_ > k_max_drained_bytes) return self->close();
      self->drain();
    });
  }

  void close() {
    ErrorCodeOfBoost ignored;
    lower().socket().close(ignored);
    stop_timer_.cancel();
    is_idle_ = true;
    claim_ = Claim::unknown;
  }

  Stream stream_;
  asio::steady_timer stop_timer_;
  const ConnectionScope scope_;
  Workspace* workspace_ = nullptr;  ///< that answers the request at hand
  beast::flat_buffer buffer_{k_max_header_bytes};
  std::optional<Parser> parser_;
  std::unique_ptr<Exchange> exchange_;
  std::string part_;
  std::string head_;
  std::string body_;
  std::shared_ptr<const FileBody> file_;
  std::uint64_t sent_bytes_ = 0;
  std::size_t drained_bytes_ = 0;
  bool is_idle_ = true;  ///< no request is whole yet
  bool has_begun_header_ = false;
  bool waits_for_leave_ = false;
  bool keep_alive_ = false;
};

void serve_connection(tcp::socket socket, const ConnectionScope& scope, asio::ssl::context* tls) {
  ErrorCodeOfBoost ignored;
  const auto peer = socket.remote_endpoint(ignored).address();
  if (tls == nullptr)
    std::make_shared<HttpConnection<beast::tcp_stream>>(scope, peer, std::move(socket))->start();
  else
    std::make_shared<HttpConnection<beast::ssl_stream<beast::tcp_stream>>>(scope, peer, std::move(socket), *tls)
        ->start();
}

}  // namespace dbc::emulator
