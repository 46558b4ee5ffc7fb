#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"
#include "dbc/emulator/http/exchange.hpp"
#include "dbc/emulator/http/message.hpp"

namespace dbc::emulator {

class RunLauncher;

struct WorkspaceOptions {
  std::filesystem::path folder;        ///< holds workspace.db and the workspace's files; made if absent (0700)
  const Clock* clock = nullptr;        ///< the system's clock where null; must outlive the workspace
  RunLauncher* launcher = nullptr;     ///< what carries runs out; supervisors where null; must outlive the workspace
  std::filesystem::path program = {};  ///< the dbc that is started as supervisor; this very program where empty
  /// The last one to close the workspace leaves the database's log to the next one, unless it is long: writing it back
  /// costs as much as writing. For processes that come and go.
  bool leave_log = false;
  std::string user = {};  ///< who acts through the embedded door; the owner where empty
  /// Ids follow from this number instead of chance. Only for a workspace that is made here, or was made with the same.
  std::optional<std::uint64_t> id_seed = {};
};

/// Who is asking, as settled by the door the request came through.
enum class Door {
  embedded,  ///< the client's own process: the user who owns the folder is the workspace's admin
  http,      ///< a socket: a bearer token is required
};

/// An emulated workspace: one SQLite file, one router. Several threads and several processes may use one at once.
class Workspace {
 public:
  /// Opens or makes the workspace in `options.folder` and brings its schema up to date.
  [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(const WorkspaceOptions& options);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  /// Begins a request whose body, of `body_size` bytes where that is known, is still to come. `head.body` is not looked
  /// at. The workspace must outlive the exchange.
  [[nodiscard]] std::unique_ptr<Exchange> begin(Request head, std::optional<std::uint64_t> body_size, Door door);

  /// Answers every request; never throws and never fails to answer.
  [[nodiscard]] Reply handle(const Request& request, Door door);

  /// The same reply with the headers that each one carries, for what a door refuses before it asks the workspace.
  [[nodiscard]] Reply with_common_headers(Reply reply) const;

  /// Looks after the runs that a dead process left behind, as every request about runs does.
  void look_after_runs();
  /// Lets tasks of other workspaces know where this one is, so that they see nothing of it.
  void note_place() const;

  /// Accepts this bearer token, for the owner, instead of the one set before; only its SHA-256 is stored. Tokens made
  /// through the API stay valid.
  [[nodiscard]] Result<void> set_token(std::string_view token);

  /// True for a bearer token of this workspace, expired ones included.
  [[nodiscard]] bool knows_token(std::string_view token);

 private:
  struct Impl;
  explicit Workspace(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dbc::emulator
