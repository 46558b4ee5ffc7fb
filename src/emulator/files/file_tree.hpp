#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"
#include "dbc/emulator/http/file_body.hpp"
#include "emulator/files/descriptor.hpp"
#include "emulator/files/staging.hpp"
#include "emulator/files/tree_path.hpp"

namespace dbc::emulator {

/// A file or folder as it stands on disk.
struct FileEntry {
  std::string name;
  bool is_folder = false;
  std::uint64_t size = 0;  ///< 0 for folders
  TimePoint modified_at = {};
  std::string tag;  ///< changes whenever the content does; 32 hexadecimal digits
};

/// How a change of the tree ended, where the disk did what it was asked.
enum class Outcome {
  done,
  missing,     ///< there is nothing of that name
  exists,      ///< something of that name is there already
  not_empty,   ///< the folder has entries
  obstructed,  ///< a file stands where a folder is needed
};

/// A file that was opened, with what it was then.
struct OpenedFile {
  FileEntry entry;
  Descriptor descriptor;
};

enum class Replace {
  no,
  yes,  ///< a file gives way to a file; a folder never gives way
};

/// The folder of a change that all can see: it is on disk once `finish` returns without an error. For those who have
/// something to do in between, so that many wait for the disk at the same time.
class FolderSync {
 public:
  [[nodiscard]] Result<void> finish();

 private:
  friend class FileTree;
  Descriptor folder_;
};

/// A tree of ordinary files below one folder. Jobs and other processes may read and change it at any time, so that the
/// disk is the only truth. Names are followed one by one from the root and symbolic links never, so no path leads
/// out; what is neither file nor folder, or has a name that is not UTF-8, is not seen. A change is a rename or one
/// system call: others see it done or not begun, and what was reported as done is on disk.
class FileTree {
 public:
  explicit FileTree(std::filesystem::path root) : root_(std::move(root)) {}

  /// Nothing where there is nothing of that name.
  [[nodiscard]] Result<std::optional<FileEntry>> find(const TreePath& path) const;
  /// The entries of a folder by name; nothing where there is no such folder.
  [[nodiscard]] Result<std::optional<std::vector<FileEntry>>> list(const TreePath& path) const;
  [[nodiscard]] Result<std::optional<OpenedFile>> open(const TreePath& path) const;

  /// A file that is written at its end while others read it, made with its parents where it is missing. An error says
  /// what is in the way: what is no ordinary file, or has another name as well, is not written to.
  [[nodiscard]] Result<Descriptor> open_to_append(const TreePath& path) const;

  /// With its parents. Done where it is there already; exists or obstructed where a file is in the way.
  [[nodiscard]] Result<Outcome> make_folder(const TreePath& path) const;
  /// Gives a finished file its place. Its folder must be there.
  [[nodiscard]] Result<Outcome> place(StagedFile& file, const TreePath& path, Replace replace) const;
  /// The same, without waiting for the disk.
  [[nodiscard]] Result<Outcome> place(StagedFile& file, const TreePath& path, Replace replace, FolderSync& sync) const;
  /// Renames a file or folder. The new parent must be there; nothing is replaced.
  [[nodiscard]] Result<Outcome> move(const TreePath& from, const TreePath& to) const;
  /// Removes a file or an empty folder.
  [[nodiscard]] Result<Outcome> remove(const TreePath& path) const;
  /// Takes a file or folder with all it holds out of the tree at once, to `trash`, and removes it there.
  [[nodiscard]] Result<Outcome> remove_all(const TreePath& path, const std::filesystem::path& trash) const;

  /// Keeps every process from changing the tree through this class, once the changes under way are done, until what is
  /// returned closes.
  [[nodiscard]] Result<Descriptor> freeze() const { return enter(true); }

  /// The name of a place for programs that read it as an ordinary file.
  [[nodiscard]] std::filesystem::path physical(const TreePath& path) const;

 private:
  /// A folder reached from the root; `missing` or `obstructed` where the way ends early.
  struct Reached {
    Descriptor folder;
    Outcome outcome = Outcome::done;
  };
  [[nodiscard]] Result<Reached> reach(const TreePath& path) const;
  /// Takes part in the changes of the tree, or waits for the moment when nobody else does.
  [[nodiscard]] Result<Descriptor> enter(bool alone = false) const;
  std::filesystem::path root_;
};

}  // namespace dbc::emulator
