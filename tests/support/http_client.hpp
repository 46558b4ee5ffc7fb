#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace dbc::test {

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers = {};  ///< names in lower case
  std::string body = {};
};

/// A connection to a loopback address that sends exactly the bytes it is given. For tests of servers: it throws where
/// the socket fails, and never waits longer than ten seconds.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port, std::uint32_t address = 0x7f000001);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void send(std::string_view bytes);
  /// Sends what the peer may refuse to read to the end.
  void send_as_far_as_possible(std::string_view bytes);
  /// Reads one answer. `has_body` is false for what answers HEAD, and for 100 Continue.
  HttpAnswer receive(bool has_body = true);
  /// One request with a Content-Length, and its answer.
  HttpAnswer request(std::string_view method, std::string_view target, std::string_view fields, std::string_view body);
  [[nodiscard]] bool is_closed_by_peer();

 private:
  [[nodiscard]] bool fill();
  int descriptor_;
  std::string buffer_;
};

}  // namespace dbc::test
