#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/files.hpp"
#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"
#include "dbc/emulator/http/certificate.hpp"
#include "dbc/emulator/http/server.hpp"
#include "dbc/emulator/workspace.hpp"

namespace dbc::commands {

/// What --add-workspace, --host-name and --https add to a server. It must outlive the server.
class ServerExtras {
 public:
  /// An error of kind `usage` where an option makes no sense; before anything is made.
  [[nodiscard]] static Result<void> check(const cli::Invocation& invocation);

  /// Opens the workspaces, makes the certificate, and tells `options` of all. `folder` is that of the first workspace,
  /// whose lock is held.
  [[nodiscard]] static Result<std::unique_ptr<ServerExtras>> prepare(const cli::Session& session,
                                                                     const cli::Invocation& invocation,
                                                                     const std::filesystem::path& folder,
                                                                     emulator::ServerOptions& options);

  /// Of the other workspaces.
  [[nodiscard]] std::vector<std::filesystem::path> folders() const;

  /// Lines that tell where the other workspaces are, and how to trust the server; empty where there is nothing to tell.
  [[nodiscard]] std::string announcement(const emulator::Server& server) const;

 private:
  /// A workspace beside the first one.
  struct Other {
    std::string name;
    std::filesystem::path folder;
    FileLock lock;
    std::string token;
    bool has_fresh_token = false;
    std::unique_ptr<emulator::Workspace> workspace = {};
  };

  ServerExtras() = default;
  [[nodiscard]] static Result<Other> open_other(const std::string& name, const std::optional<std::string>& token,
                                                const std::filesystem::path& folder);
  [[nodiscard]] Result<void> open_others(const cli::Session& session, const cli::Invocation& invocation,
                                         const std::filesystem::path& folder);
  [[nodiscard]] Result<void> make_certificate(const std::filesystem::path& folder, emulator::ServerOptions& options);

  std::vector<Other> others_;
  std::optional<emulator::CertificateFiles> certificate_;
};

}  // namespace dbc::commands
