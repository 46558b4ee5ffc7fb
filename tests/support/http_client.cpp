#include "support/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <stdexcept>

#include "dbc/base/text.hpp"

namespace dbc::test {

namespace {

/// Not one of Catch's checks, which may only run in the main thread.
void must(bool is_fine, const char* doing) {
  if (!is_fine) throw std::runtime_error(std::string("HTTP client: ") + doing + " failed");
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port, std::uint32_t host) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
  must(descriptor_ >= 0, "making a socket");
  const timeval limit{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(host);
  must(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "connecting");
}

HttpClient::~HttpClient() { ::close(descriptor_); }

void HttpClient::send_as_far_as_possible(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void HttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    must(sent > 0, "sending");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool HttpClient::fill() {
  char part[65536];
  const ssize_t got = ::recv(descriptor_, part, sizeof part, 0);
  if (got > 0) buffer_.append(part, static_cast<std::size_t>(got));
  return got > 0;
}

HttpAnswer HttpClient::receive(bool has_body) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) must(fill(), "receiving");
  HttpAnswer answer;
  const auto lines = split(std::string_view(buffer_).substr(0, end), '\n');
  answer.status = std::stoi(std::string(lines.front().substr(9, 3)));
  for (const auto line : lines) {
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos) answer.headers[to_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
  }
  buffer_.erase(0, end + 4);
  if (!has_body || !answer.headers.contains("content-length")) return answer;
  const std::size_t length = std::stoul(answer.headers["content-length"]);
  while (buffer_.size() < length) must(fill(), "receiving");
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

HttpAnswer HttpClient::request(std::string_view method, std::string_view target, std::string_view fields,
                               std::string_view body) {
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
  text.append(fields);
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  send(text.append(body));
  return receive(method != "HEAD");
}

bool HttpClient::is_closed_by_peer() { return buffer_.empty() && !fill(); }

}  // namespace dbc::test
