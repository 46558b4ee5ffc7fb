#include "support/hostile_server.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "dbc/base/text.hpp"
#include "support/loopback_listener.hpp"

namespace dbc::test {
namespace {

constexpr int k_drip_pause = 20;  // milliseconds between two bytes

/// Bytes of body that the head announces.
std::size_t announced(std::string_view head) {
  for (const auto line : split(head, '\n'))
    if (line.size() > 15 && equals_ignoring_case(line.substr(0, 15), "Content-Length:"))
      return std::stoul(std::string(trim(line.substr(15))));
  return 0;
}

}  // namespace

std::string http_answer(int status, std::string_view body, const std::vector<std::string>& fields) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Hostile\r\n";
  for (const auto& field : fields) bytes += field + "\r\n";
  return bytes + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

HostileServer::HostileServer(Answer answer) : answer_(std::move(answer)) {
  listener_ = listen_on_loopback(port_);
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { run(); });
}

HostileServer::~HostileServer() {
  const std::uint64_t one = 1;
  if (::write(stop_, &one, sizeof one) < 0) std::terminate();
  thread_.join();
  for (auto& connection : connections_) connection.join();
  ::close(listener_);
  ::close(stop_);
}

std::string HostileServer::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

bool HostileServer::wait(int connection, short events, int milliseconds) const {
  std::array<pollfd, 2> waiting{pollfd{connection, events, 0}, pollfd{stop_, POLLIN, 0}};
  const int ready = ::poll(waiting.data(), waiting.size(), milliseconds);
  return ready >= 0 && waiting[1].revents == 0 && (waiting[0].revents & (POLLERR | POLLHUP)) == 0;
}

void HostileServer::run() {
  while (wait(listener_, POLLIN, -1)) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) connections_.emplace_back([this, connection] { serve(connection); });
  }
}

void HostileServer::serve(int connection) {
  std::string pending;
  if (read_request(connection, pending)) answer(connection, answer_(++requests_));
  ::shutdown(connection, SHUT_WR);
  // What a client still sends is read, so that it sees the answer rather than a reset connection.
  std::array<char, 16384> rest{};
  while (wait(connection, POLLIN, -1) && ::recv(connection, rest.data(), rest.size(), 0) > 0) continue;
  ::close(connection);
}

bool HostileServer::read_request(int connection, std::string& pending) {
  std::array<char, 16384> part{};
  while (true) {
    const auto end = pending.find("\r\n\r\n");
    if (end != std::string::npos && pending.size() >= end + 4 + announced(pending.substr(0, end))) return true;
    if (!wait(connection, POLLIN, -1)) return false;
    const auto got = ::recv(connection, part.data(), part.size(), 0);
    if (got <= 0) return false;
    pending.append(part.data(), static_cast<std::size_t>(got));
    const std::lock_guard lock(mutex_);
    received_.append(part.data(), static_cast<std::size_t>(got));
  }
}

void HostileServer::answer(int connection, const HostileAnswer& what) {
  if (!send(connection, what.bytes)) return;
  while (!what.endless.empty() && send(connection, what.endless)) continue;
  for (std::size_t at = 0; !what.drip.empty(); ++at) {
    if (!wait(connection, 0, k_drip_pause) || !send(connection, what.drip.substr(at % what.drip.size(), 1))) return;
  }
  std::array<char, 4096> rest{};
  while (what.silent && wait(connection, POLLIN, -1) && ::recv(connection, rest.data(), rest.size(), 0) > 0) continue;
}

bool HostileServer::send(int connection, std::string_view bytes) const {
  while (!bytes.empty()) {
    if (!wait(connection, POLLOUT, -1)) return false;
    const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace dbc::test
