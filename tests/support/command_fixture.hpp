#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dbc/cli/dispatch.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::test {

/// What a command line gave.
struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

/// Answers from a script and remembers what it was asked.
struct FakeService {
  std::deque<net::Response> replies;
  std::vector<net::Request> requests;

  void reply(int status, std::string body) {
    replies.push_back({.status = status, .headers = {}, .body = std::move(body)});
  }
};

/// A clock that moves only when something sleeps.
class FakeTime final : public Clock, public Sleeper {
 public:
  [[nodiscard]] TimePoint now() const override { return now_; }
  void sleep_for(std::chrono::milliseconds duration) override { now_ += duration; }

 private:
  TimePoint now_ = from_epoch_millis(1'700'000'000'000);
};

/// Runs commands in this process, with a folder and an environment of their own.
class CommandFixture {
 public:
  CommandFixture();
  ~CommandFixture();
  CommandFixture(const CommandFixture&) = delete;
  CommandFixture& operator=(const CommandFixture&) = delete;

  /// Requests go to `service` instead of a workspace.
  FakeService& use_fake_service();
  /// Lines that the command reads, as from a pipe.
  void type(std::vector<std::string> lines) { typed_ = {lines.begin(), lines.end()}; }
  /// What the command finds on standard input, byte for byte.
  void pipe(std::string content) { piped_ = std::move(content); }
  /// Commands see a person at a terminal.
  void use_terminal() { terminal_ = true; }
  Outcome run(const std::vector<std::string>& words, const std::string& program = "dbc");
  /// The same with a tree of the test's own.
  Outcome run_tree(const cli::Group& root, const std::vector<std::string>& words, const std::string& program = "dbc");

  [[nodiscard]] const std::filesystem::path& home() const { return home_; }
  std::string write_file(const std::string& name, const std::string& content) const;
  [[nodiscard]] std::string read(const std::string& name) const;

  std::map<std::string, std::string, std::less<>> environment;
  FakeTime time;

 private:
  std::filesystem::path home_;
  std::unique_ptr<FakeService> service_;
  std::deque<std::string> typed_;
  std::string piped_;
  bool terminal_ = false;
};

}  // namespace dbc::test
