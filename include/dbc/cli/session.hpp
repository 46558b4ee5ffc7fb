#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dbc/api/client.hpp"
#include "dbc/base/clock.hpp"
#include "dbc/config/profile.hpp"
#include "dbc/net/known_secrets.hpp"
#include "dbc/output/stream.hpp"

namespace dbc::cli {

/// Reads what a person types. Absent where there is nobody to ask.
struct Input {
  /// One line without its end, nothing at the end of input.
  std::function<std::optional<std::string>()> read_line;
  /// As read_line, without echo on a terminal.
  std::function<std::optional<std::string>()> read_hidden_line;
  /// Everything up to the end of input, byte for byte.
  std::function<Result<std::string>()> read_all;
  bool is_terminal = false;
};

/// The process's own input.
[[nodiscard]] Input standard_input();

/// Everything outside that a command may touch. Owned by main, or by a test.
struct Surroundings {
  output::Stream* out = nullptr;
  output::Stream* err = nullptr;  ///< commands see one that masks `secrets` and lets nothing steer the terminal
  Input input = {};
  config::Environment environment = {};
  const Clock* clock = nullptr;
  Sleeper* sleeper = nullptr;
  /// Replaces the choice of transport in tests; otherwise empty.
  std::function<Result<std::unique_ptr<net::Transport>>()> transport = {};
  std::string program = "dbc";  ///< name the user typed, for messages
  /// What must not be shown; `dispatch` provides it. Credentials that a command meets are added.
  net::KnownSecrets* secrets = nullptr;
};

/// A way to a host outside of any profile, for signing in: certificates are always verified, nothing is repeated.
[[nodiscard]] Result<std::unique_ptr<net::Transport>> open_plain_transport(const Surroundings& surroundings,
                                                                           const std::string& base_url);

/// Built once per process; resolves profile and credentials only when a command asks for the workspace.
class Session {
 public:
  Session(const Surroundings& surroundings, std::string profile_name, bool debug, std::string command_path);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] output::Stream& out() { return *surroundings_.out; }
  [[nodiscard]] output::Stream& err() { return *surroundings_.err; }
  [[nodiscard]] const Surroundings& surroundings() const { return surroundings_; }
  [[nodiscard]] const std::string& profile_name() const { return profile_name_; }
  [[nodiscard]] const config::Environment& environment() const { return surroundings_.environment; }
  [[nodiscard]] Sleeper& sleeper() { return *surroundings_.sleeper; }
  [[nodiscard]] net::KnownSecrets& secrets() { return *surroundings_.secrets; }

  /// The exit code of a command that succeeded: 0, unless it hands on that of another program.
  void set_exit_code(int code) { exit_code_ = code; }
  [[nodiscard]] int exit_code() const { return exit_code_; }

  /// The profile in force. Errors are of kind `config`.
  [[nodiscard]] Result<const config::Profile*> profile();
  /// The client of the profile's workspace.
  [[nodiscard]] Result<api::Client*> workspace();
  /// A further client of that workspace, with a connection of its own. May be called from any thread once `workspace()`
  /// has succeeded.
  [[nodiscard]] Result<std::unique_ptr<api::Client>> new_client() const;

 private:
  Surroundings surroundings_;
  std::string profile_name_;
  bool debug_;
  int exit_code_ = 0;
  std::string command_path_;
  std::string request_id_;  ///< the same for all requests of this invocation
  std::unique_ptr<config::Profile> profile_;
  std::function<std::unique_ptr<net::Transport>()>
      embedded_doors_;  ///< of a workspace in this process, once it is open
  std::unique_ptr<api::Client> client_;
};

}  // namespace dbc::cli
