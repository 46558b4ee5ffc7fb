#include "dbc/emulator/http/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
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

Result<void> load_tls(const TlsFiles& files, asio::ssl::context& tls) {
  ErrorCodeOfBoost problem;
  tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, problem);
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
        connections(options.max_connections),
        writers(options.writers),
        scope{.reception = reception,
              .connections = connections,
              .writers = writers,
              .idle_timeout = options.idle_timeout,
              .transfer_timeout = options.transfer_timeout} {}

  const Reception reception;
  std::optional<asio::ssl::context> tls;
  asio::io_context context;
  tcp::acceptor acceptor;
  ConnectionList connections;
  asio::thread_pool writers;
  const ConnectionScope scope;
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
  if (problem == asio::error::operation_aborted || connections.is_stopping()) return;
  if (!problem && connections.make_room()) serve_connection(std::move(socket), scope, tls ? &*tls : nullptr);
  // Without free descriptors every accept fails at once: give the open ones time to end.
  if (problem) std::this_thread::sleep_for(10ms);
  accept();
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
  });
  for (auto& thread : impl_->threads) thread.join();
  impl_->writers.join();
  impl_->is_stopped = true;
  impl_->stopped_signal.notify_all();
}

}  // namespace dbc::emulator
