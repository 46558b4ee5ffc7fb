#pragma once

#include <sys/types.h>

#include <filesystem>
#include <utility>

namespace dbc {

/// The content of a file that does not have its name yet, on the file system of its target. It has no name at all where
/// the file system has such files, so that no end of the process leaves anything behind. Elsewhere it has a name of its
/// own beside the target: it is removed by a signal that ends the process, and what even that could not remove, by the
/// next who makes one there.
class PartialFile {
 public:
  /// A file that is open for writing, or the errno of what failed.
  [[nodiscard]] static std::pair<PartialFile, int> create(const std::filesystem::path& target, mode_t mode);
  PartialFile() = default;
  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&& other) noexcept;
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile();

  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Closes the file and gives it the target's name, in one step for everybody who looks. 0, or the errno of what
  /// failed.
  [[nodiscard]] int publish(const std::filesystem::path& target);

 private:
  [[nodiscard]] int take_name(const std::filesystem::path& target);

  int descriptor_ = -1;
  int slot_ = -1;               ///< among the names that a signal removes
  std::filesystem::path name_;  ///< empty where there is none
};

}  // namespace dbc
