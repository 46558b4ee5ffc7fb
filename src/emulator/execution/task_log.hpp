#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"
#include "emulator/files/descriptor.hpp"
#include "emulator/files/file_tree.hpp"

namespace dbc::emulator {

/// What a run's output keeps of what a task printed: the last of it.
constexpr std::size_t k_log_tail = 5 * 1024 * 1024;

enum class Stream {
  out,
  err,
};

/// Where the output of a task goes while it runs: files named `stdout` and `stderr`, which clients may read, and the
/// tail of both in memory, in the order of arrival.
class TaskLog {
 public:
  /// Appends to the files in the folder `below` of `root`, which is made. At most `limit` bytes go to each file from
  /// here.
  [[nodiscard]] static Result<TaskLog> open(const std::filesystem::path& root, const std::filesystem::path& below,
                                            std::int64_t limit);
  /// What comes from here on goes to files in this folder of a tree as well. An error says what is in the way there.
  [[nodiscard]] Result<void> copy_to(const FileTree& tree, const TreePath& folder);

  void append(Stream stream, std::string_view text);
  [[nodiscard]] std::string tail() const;
  [[nodiscard]] bool is_truncated() const { return is_truncated_ || tail_.size() > k_log_tail; }

 private:
  struct Target {
    std::vector<Descriptor> files = {};
    std::int64_t left = 0;
  };
  void write(Target& target, std::string_view text);

  Target out_;
  Target err_;
  std::string tail_;
  bool is_truncated_ = false;
};

}  // namespace dbc::emulator
