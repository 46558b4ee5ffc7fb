#pragma once

#include <filesystem>

#include "emulator/files/file_tree.hpp"

namespace dbc::emulator {

/// The files of a workspace, in `<folder>/files`: one tree per kind of path, as ordinary files that jobs share.
class FileStore {
 public:
  explicit FileStore(const std::filesystem::path& workspace_folder);

  /// Makes the trees with the folders that every workspace has, where they are not there yet.
  [[nodiscard]] Result<void> prepare();

  [[nodiscard]] const FileTree& dbfs() const { return dbfs_; }            ///< dbfs:/a is /a
  [[nodiscard]] const FileTree& volumes() const { return volumes_; }      ///< /Volumes/c/s/v/a is /c/s/v/a
  [[nodiscard]] const FileTree& workspace() const { return workspace_; }  ///< /Workspace/Users/u is /Users/u
  [[nodiscard]] const Staging& staging() const { return staging_; }
  [[nodiscard]] const std::filesystem::path& trash() const { return trash_; }

 private:
  std::filesystem::path root_;
  FileTree dbfs_;
  FileTree volumes_;
  FileTree workspace_;
  Staging staging_;
  std::filesystem::path trash_;
};

}  // namespace dbc::emulator
