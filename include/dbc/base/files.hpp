#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

namespace dbc {

/// Whole content of a file; errors of kind `not_found` or `io` name the path.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);
/// The text of a file that a person wrote: UTF-16, as PowerShell's `>` and some editors write it, becomes UTF-8.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& path);

/// Writes beside the target, syncs, then renames: a reader sees the old or the new content, never a part.
/// A symbolic link at `path` is followed, so that the link survives.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content,
                                                 unsigned mode);
/// As write_file_atomically, but without waiting for the disk: for what need not survive the machine's crash.
[[nodiscard]] Result<void> write_file_atomically_unsynced(const std::filesystem::path& path, std::string_view content,
                                                          unsigned mode);

/// What a chain of symbolic links at `path` ends at, also where nothing is there yet; `path` itself where it is no
/// link.
[[nodiscard]] std::filesystem::path resolve_links(const std::filesystem::path& path);

/// Creates a folder and its parents, each new one with `mode`.
[[nodiscard]] Result<void> make_folders(const std::filesystem::path& path, unsigned mode);

/// An exclusive advisory lock on a file, held until destroyed. Waits for other processes.
class FileLock {
 public:
  [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& path);
  /// As acquire, on a file whose holder replaces it (`write_file_atomically`): the file that has the name in the end is
  /// the locked one. So no lock file lies beside it. A missing file is made, empty.
  [[nodiscard]] static Result<FileLock> acquire_replaceable(const std::filesystem::path& path);
  /// As acquire, but an error of kind `timeout` at once where another process holds it.
  [[nodiscard]] static Result<FileLock> try_acquire(const std::filesystem::path& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace dbc
