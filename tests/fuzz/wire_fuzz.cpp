#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "dbc/emulator/http/server.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "support/temporary_folder.hpp"

// Any bytes on a connection are answered with whole replies, or with its end. Input: what a client sends before it
// closes its side. "@" at its begin stands for a token that lets in, so that what needs one is reached too.

using namespace dbc;
using namespace dbc::emulator;

namespace {

constexpr std::string_view k_token_mark = "@";
constexpr std::size_t k_max_replies = 16 << 20;

/// A server that lives as long as the process.
std::uint16_t port() {
  static const test::TemporaryFolder folder;
  static const auto workspace =
      Workspace::open({.folder = folder.path() / "ws", .launcher = &unexecuted_runs(), .id_seed = 1});
  if (!workspace || !(*workspace)->set_token("secret")) std::abort();
  static const auto server =
      Server::start(**workspace, {.threads = 1, .writers = 1, .heavy_workers = 1, .max_connections = 64});
  if (!server) std::abort();
  return (*server)->port();
}

int connected() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval limit{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) std::abort();
  return descriptor;
}

/// All that comes back for `sent`, until the server ends the connection.
std::string exchange(std::string_view sent) {
  const int descriptor = connected();
  while (!sent.empty()) {
    const ssize_t count = ::send(descriptor, sent.data(), sent.size(), MSG_NOSIGNAL);
    if (count <= 0) break;
    sent.remove_prefix(static_cast<std::size_t>(count));
  }
  ::shutdown(descriptor, SHUT_WR);
  std::string replies;
  char part[65536];
  ssize_t got = 0;
  while ((got = ::recv(descriptor, part, sizeof part, 0)) > 0) replies.append(part, static_cast<std::size_t>(got));
  const bool is_stuck = got < 0 && errno == EAGAIN;
  ::close(descriptor);
  if (is_stuck || replies.size() > k_max_replies) std::abort();
  return replies;
}

std::string with_token(std::string_view input) {
  std::string text(input);
  const std::string field = "Authorization: Bearer secret\r\n";
  if (const auto end = text.find("\r\n"); end != std::string::npos) text.insert(end + 2, field);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const bool is_known = input.starts_with(k_token_mark);
  if (is_known) input.remove_prefix(k_token_mark.size());
  const std::string replies = exchange(is_known ? with_token(input) : std::string(input));
  if (!replies.empty() && !replies.starts_with("HTTP/1.1 ")) std::abort();
  // The whole line, with its end: JSON has no line ends in its texts, and may well repeat the rest of it.
  if (replies.find("HTTP/1.1 500 Internal Server Error\r\n") != std::string::npos) {
    std::fprintf(stderr, "the workspace failed: %s\n", replies.c_str());
    std::abort();
  }
  return 0;
}
