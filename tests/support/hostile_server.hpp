#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dbc::test {

/// What a hostile server does with one request.
struct HostileAnswer {
  std::string bytes = {};    ///< sent first, as they are
  std::string endless = {};  ///< then this, again and again until the client leaves
  std::string drip = {};     ///< then these bytes, again and again and one by one, far too slowly
  bool silent = false;       ///< then neither another byte nor a close
};

/// Whole answers: with their length, or with whatever `fields` say.
[[nodiscard]] std::string http_answer(int status, std::string_view body, const std::vector<std::string>& fields = {});

/// Serves any number of connections at once with what a function answers, and keeps all that it was sent.
class HostileServer {
 public:
  /// `number` counts the requests from 1. Called from several threads.
  using Answer = std::function<HostileAnswer(int number)>;

  explicit HostileServer(Answer answer);
  ~HostileServer();
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  [[nodiscard]] std::string place() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string url() const { return "http://" + place(); }
  /// Every byte that clients have sent.
  [[nodiscard]] std::string received() const;

 private:
  void run();
  void serve(int connection);
  bool read_request(int connection, std::string& pending);
  void answer(int connection, const HostileAnswer& answer);
  bool send(int connection, std::string_view bytes) const;
  /// False once the server is to end, or the peer is gone.
  [[nodiscard]] bool wait(int connection, short events, int milliseconds) const;

  Answer answer_;
  int listener_ = -1;
  int stop_ = -1;
  int port_ = 0;
  std::atomic<int> requests_ = 0;
  mutable std::mutex mutex_;
  std::string received_;
  std::vector<std::thread> connections_;
  std::thread thread_;
};

}  // namespace dbc::test
