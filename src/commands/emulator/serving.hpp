#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "dbc/base/files.hpp"
#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"
#include "dbc/emulator/http/server.hpp"
#include "dbc/emulator/workspace.hpp"
#include "memory_folder.hpp"
#include "server_extras.hpp"

namespace dbc::commands {

/// The token that clients must send, and whether this start made it.
struct Token {
  std::string value;
  bool fresh = false;
};

/// Where a server listens, judged before anything is made.
[[nodiscard]] Result<emulator::ServerOptions> server_options(const cli::Invocation& invocation);

/// A workspace that is served: what `start` and `exec` have in common. It stops when destroyed.
class Serving {
 public:
  /// Settles the folder, makes the workspace where there is none, and listens. Requests are answered when this returns.
  /// The options are --in-memory, --data-dir, --workspace, --seed, --seed-ids, --token and those of ServerExtras.
  [[nodiscard]] static Result<std::unique_ptr<Serving>> begin(cli::Session& session, const cli::Invocation& invocation,
                                                              emulator::ServerOptions options, bool in_memory);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const Token& token() const { return token_; }
  [[nodiscard]] bool is_in_memory() const { return memory_ != nullptr; }
  [[nodiscard]] emulator::Workspace& workspace() { return *workspace_; }
  [[nodiscard]] emulator::Server& server() { return *server_; }
  [[nodiscard]] const ServerExtras& extras() const { return *extras_; }

 private:
  /// Serves the workspace that is open.
  [[nodiscard]] Result<void> start(cli::Session& session, const cli::Invocation& invocation,
                                   emulator::ServerOptions options);
  [[nodiscard]] Result<void> tell_where() const;  ///< to `status` and `stop`
  Serving(std::filesystem::path folder, FileLock lock) : folder_(std::move(folder)), lock_(std::move(lock)) {}
  std::unique_ptr<MemoryFolder> memory_;
  std::filesystem::path folder_;
  FileLock lock_;
  Token token_;
  std::unique_ptr<emulator::Workspace> workspace_;
  std::unique_ptr<ServerExtras> extras_;
  std::unique_ptr<emulator::Server> server_;
};

}  // namespace dbc::commands
