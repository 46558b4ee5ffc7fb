#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

class Workspace;

/// A file or folder of a seed.
struct SeedEntry {
  std::string path = {};            ///< below the seed, with '/'
  bool is_folder = false;           ///< an empty one
  std::filesystem::path file = {};  ///< where its content lies; empty where `text` is the content
  std::string_view text = {};       ///< content that the program holds itself
  [[nodiscard]] Result<std::string> read() const;
};

/// What a new workspace holds on its first day: files in folders whose names say what becomes of them. They go through
/// the router as the requests of the workspace's owner, so that what a client could not do, a seed cannot do either.
class Seed {
 public:
  /// Looks through a folder. An entry that has no meaning is an error of kind `input` that names it.
  [[nodiscard]] static Result<Seed> read(const std::filesystem::path& folder);
  /// The one that the program brings along.
  [[nodiscard]] static Seed starter();

  /// Tells what a person should know of something that was taken: which file it is about, and what.
  using OnWarning = std::function<void(const std::string& text)>;

  /// Stops at the first file that is refused, with an error of kind `input` that names it.
  [[nodiscard]] Result<void> apply(Workspace& workspace, const OnWarning& on_warning = {}) const;

 private:
  Seed(std::string name, std::vector<SeedEntry> entries) : name_(std::move(name)), entries_(std::move(entries)) {}
  [[nodiscard]] Result<void> check() const;
  std::string name_;
  std::vector<SeedEntry> entries_;  ///< by path
};

struct NewWorkspace {
  std::optional<Seed> seed = {};
  std::optional<std::uint64_t> id_seed = {};  ///< see `WorkspaceOptions`
  const Clock* clock = nullptr;               ///< the system's clock where null
  Seed::OnWarning on_warning = {};            ///< about the seed
};

/// Makes a workspace in `folder`, in the place of one that may be there. An error of kind `io` where a process uses
/// that. On any error, and after a crash, everything is as it was before, or the new workspace is complete. Snapshots,
/// and the files of servers, stay.
[[nodiscard]] Result<void> make_workspace(const std::filesystem::path& folder, const NewWorkspace& wanted);

/// True where `folder` holds a workspace.
[[nodiscard]] bool is_workspace(const std::filesystem::path& folder);

}  // namespace dbc::emulator
