#pragma once

#include <filesystem>
#include <memory>

#include "dbc/base/environment.hpp"
#include "dbc/base/result.hpp"

namespace dbc::commands {

/// A private folder in a file system that lives in memory. It goes away with its owner, and also when the owner is
/// killed: a process of its own waits for that moment and removes the folder.
class MemoryFolder {
 public:
  /// Below /dev/shm, else below XDG_RUNTIME_DIR. To be called before the process has threads.
  [[nodiscard]] static Result<std::unique_ptr<MemoryFolder>> make(const Environment& environment);
  MemoryFolder(const MemoryFolder&) = delete;
  MemoryFolder& operator=(const MemoryFolder&) = delete;
  ~MemoryFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  MemoryFolder(std::filesystem::path path, int life) : path_(std::move(path)), life_(life) {}
  std::filesystem::path path_;
  int life_;  ///< a pipe's end that is open for as long as the owner lives
};

}  // namespace dbc::commands
