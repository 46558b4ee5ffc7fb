#include "callback_listener.hpp"

#include <fcntl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>

// A browser opens connections in advance and says nothing on them, so that each one is a session of its own.

namespace dbc::auth {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using BoostError = boost::system::error_code;
using IsAnswer = std::function<bool(std::string_view target)>;

constexpr auto k_connection_timeout = std::chrono::seconds(30);
constexpr unsigned k_max_header_bytes = 16 * 1024;
constexpr std::string_view k_page =
    "<!doctype html><meta charset=utf-8><title>dbc</title>"
    "<p style='font: 1.2em sans-serif; margin: 2em'>The answer has reached the command line. You can close this tab.";

class Visit final : public std::enable_shared_from_this<Visit> {
 public:
  Visit(tcp::socket socket, const IsAnswer& is_answer, std::optional<std::string>& answer)
      : stream_(std::move(socket)), is_answer_(is_answer), answer_(answer) {
    parser_.header_limit(k_max_header_bytes);
  }

  void run() {
    stream_.expires_after(k_connection_timeout);
    http::async_read_header(stream_, buffer_, parser_, [self = shared_from_this()](BoostError problem, std::size_t) {
      if (!problem) self->reply();
    });
  }

 private:
  void reply() {
    const std::string target(parser_.get().target());
    const bool found = parser_.get().method() == http::verb::get && is_answer_(target);
    reply_.result(found ? http::status::ok : http::status::not_found);
    reply_.set(http::field::content_type, "text/html; charset=utf-8");
    reply_.keep_alive(false);
    if (found) reply_.body() = k_page;
    reply_.prepare_payload();
    http::async_write(stream_, reply_, [self = shared_from_this(), found, target](BoostError, std::size_t) {
      BoostError ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
      if (found) self->answer_ = target;
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request_parser<http::empty_body> parser_;
  http::response<http::string_body> reply_;
  const IsAnswer& is_answer_;
  std::optional<std::string>& answer_;
};

}  // namespace

struct CallbackListener::Impl {
  asio::io_context loop{1};
  tcp::acceptor acceptor{loop};

  void accept(const IsAnswer& is_answer, std::optional<std::string>& answer) {
    acceptor.async_accept([this, &is_answer, &answer](BoostError problem, tcp::socket socket) {
      if (problem) return;
      std::make_shared<Visit>(std::move(socket), is_answer, answer)->run();
      accept(is_answer, answer);
    });
  }
};

CallbackListener::CallbackListener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CallbackListener::CallbackListener(CallbackListener&&) noexcept = default;
CallbackListener::~CallbackListener() = default;

Result<CallbackListener> CallbackListener::open(std::uint16_t port) {
  auto impl = std::make_unique<Impl>();
  const tcp::endpoint place(asio::ip::address_v4::loopback(), port);
  BoostError problem;
  (void)impl->acceptor.open(place.protocol(), problem);
  if (!problem) ::fcntl(impl->acceptor.native_handle(), F_SETFD, FD_CLOEXEC);  // not for the browser to hold
  if (!problem) (void)impl->acceptor.set_option(tcp::acceptor::reuse_address(true), problem);
  if (!problem) (void)impl->acceptor.bind(place, problem);
  if (!problem) (void)impl->acceptor.listen(asio::socket_base::max_listen_connections, problem);
  if (problem)
    return Error{.kind = ErrorKind::io,
                 .message = "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + problem.message(),
                 .hint = "The sign-in page sends the browser to this port: end what uses it, and try again"};
  return CallbackListener(std::move(impl));
}

std::uint16_t CallbackListener::port() const {
  BoostError ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

Result<std::string> CallbackListener::wait(const IsAnswer& is_answer) {
  std::optional<std::string> answer;
  impl_->accept(is_answer, answer);
  while (!answer && impl_->loop.run_one() > 0) continue;
  BoostError ignored;
  (void)impl_->acceptor.close(ignored);
  if (!answer) return Error{.kind = ErrorKind::io, .message = "the browser's answer could not be received"};
  return *answer;
}

}  // namespace dbc::auth
