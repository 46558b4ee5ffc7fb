#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "emulator/execution/driver_machine.hpp"
#include "emulator/execution/graph/task_parameters.hpp"
#include "emulator/files/file_store.hpp"

namespace dbc::emulator {

/// A file that a task names, of any place that a driver could read it from.
class TaskFile {
 public:
  /// Reads `dbfs:/a`, `/dbfs/a`, `/Workspace/a`, `/Users/a`, `/Volumes/c/s/v/a` or `file:/a`. An error says what is
  /// wrong with other places, that no ordinary file is there, or that it has more than `most` bytes.
  [[nodiscard]] static Result<TaskFile> find(const FileStore& files, const std::string& text,
                                             std::uint64_t most = k_most_source);
  static constexpr std::uint64_t k_most_source = 64 << 20;  ///< programs read it as a whole
  static constexpr std::uint64_t k_most_wheel = std::uint64_t{4} << 30;

  /// Its name for a process with these places.
  [[nodiscard]] std::filesystem::path seen_from(const Places& places) const;
  /// Where it lies in the workspace's tree; nothing for a file of another place.
  [[nodiscard]] std::optional<TreePath> place_in_workspace() const;
  /// Its name on this machine.
  [[nodiscard]] const std::filesystem::path& physical() const { return physical_; }

 private:
  enum class Place {
    dbfs,
    workspace,
    volumes,
    machine,
  };
  [[nodiscard]] static Result<TaskFile> in_tree(Place place, const FileTree& tree, std::string_view path,
                                                const std::string& text);
  [[nodiscard]] static Result<TaskFile> locate(const FileStore& files, const std::string& text);
  [[nodiscard]] static Result<TaskFile> on_machine(std::string_view path, const std::string& text);
  Place place_ = Place::machine;
  std::uint64_t size_ = 0;
  std::filesystem::path below_;  ///< relative to the place's root
  std::filesystem::path physical_;
};

}  // namespace dbc::emulator
