#include "dbc/emulator/http/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "emulator/http/connection.hpp"
#include "emulator/http/reception.hpp"

namespace dbc::emulator {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCodeOfBoost = boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto k_pause = 20ms;

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

/// Half of the descriptors that the process may have are for what requests open.
std::size_t affordable_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return k_max_connections;
  return std::max<std::size_t>(limit.rlim_cur / 2, 1);
}

Result<void> load_tls(const TlsFiles& files, asio::ssl::context& tls) {
  ErrorCodeOfBoost problem;
  // With a new handshake within a connection a peer could keep the server at work for nothing.
  tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 |
                      static_cast<asio::ssl::context::options>(SSL_OP_NO_RENEGOTIATION),
                  problem);
  if (!problem) tls.use_certificate_chain_file(files.certificate.string(), problem);
  if (!problem) tls.use_private_key_file(files.key.string(), asio::ssl::context::pem, problem);
  if (!problem) return {};
  return Error{.kind = ErrorKind::io,
               .message = "reading " + files.certificate.string() + " and its key: " + problem.message()};
}

}  // namespace

struct Server::Impl {
  Impl(Workspace& workspace, const ServerOptions& options)
      : reception(workspace, options),
        acceptor(asio::make_strand(context)),
        pause(acceptor.get_executor()),
        connections(std::min(options.max_connections, affordable_connections()), options.max_unknown_connections),
        writers(options.writers),
        heavy_workers(options.heavy_workers),
        scope{.reception = reception,
              .connections = connections,
              .writers = writers,
              .heavy_workers = heavy_workers,
              .idle_timeout = options.idle_timeout,
              .header_timeout = options.header_timeout,
              .transfer_timeout = options.transfer_timeout} {}

  const Reception reception;
  std::optional<asio::ssl::context> tls;
  asio::io_context context;
  tcp::acceptor acceptor;
  asio::steady_timer pause;  ///< before the next try to accept
  ConnectionList connections;
  asio::thread_pool writers;
  asio::thread_pool heavy_workers;
  const ConnectionScope scope;
  std::vector<std::thread> threads;
  tcp::endpoint endpoint;
  std::mutex mutex;
  std::condition_variable stopped_signal;
  bool is_stopped = false;

  ErrorCodeOfBoost listen(const tcp::endpoint& wanted);
  void accept();
  void on_accepted(ErrorCodeOfBoost problem, tcp::socket socket);
  void admit(std::shared_ptr<tcp::socket> socket);
  template <class Step>
  void after_pause(Step step);
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
  if (problem == asio::error::operation_aborted || connections.is_stopping()) return;
  if (!problem) return admit(std::make_shared<tcp::socket>(std::move(socket)));
  // Without free descriptors every accept fails at once.
  connections.end_weakest();
  after_pause([this] { accept(); });
}

/// Those who connect meanwhile wait in the system's queue.
void Server::Impl::admit(std::shared_ptr<tcp::socket> socket) {
  if (connections.is_stopping()) return;
  ErrorCodeOfBoost ignored;
  if (!connections.make_room(socket->remote_endpoint(ignored).address()))
    return after_pause([this, socket] { admit(socket); });
  serve_connection(std::move(*socket), scope, tls ? &*tls : nullptr);
  accept();
}

template <class Step>
void Server::Impl::after_pause(Step step) {
  pause.expires_after(k_pause);
  pause.async_wait([step = std::move(step)](ErrorCodeOfBoost problem) {
    if (!problem) step();
  });
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  if (impl_) stop();
}

Result<std::unique_ptr<Server>> Server::start(Workspace& workspace, const ServerOptions& options) {
  DBC_TRY(const auto wanted, endpoint_of(options));
  auto impl = std::make_unique<Impl>(workspace, options);
  if (options.tls) DBC_CHECK(load_tls(*options.tls, impl->tls.emplace(asio::ssl::context::tls_server)));
  if (const auto problem = impl->listen(wanted)) return listen_error(problem, options);
  workspace.note_place();
  for (const auto& other : options.workspaces) other.workspace->note_place();
  impl->accept();
  for (unsigned i = 0; i < std::max(1U, options.threads); ++i)
    impl->threads.emplace_back([context = &impl->context] { context->run(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->endpoint.port(); }

std::string Server::url() const {
  const auto address = impl_->endpoint.address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return (impl_->tls ? "https://" : "http://") + host + ":" + std::to_string(port());
}

void Server::wait() {
  std::unique_lock lock(impl_->mutex);
  impl_->stopped_signal.wait(lock, [this] { return impl_->is_stopped; });
}

void Server::stop() {
  std::unique_lock lock(impl_->mutex);
  if (impl_->is_stopped) return;
  impl_->connections.stop_all();
  asio::post(impl_->acceptor.get_executor(), [impl = impl_.get()] {
    ErrorCodeOfBoost ignored;
    impl->acceptor.close(ignored);
    impl->pause.cancel();
  });
  for (auto& thread : impl_->threads) thread.join();
  impl_->writers.join();
  impl_->heavy_workers.join();
  impl_->is_stopped = true;
  impl_->stopped_signal.notify_all();
}

}  // namespace dbc::emulator
