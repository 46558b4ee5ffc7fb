#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "dbc/base/result.hpp"

namespace dbc {

/// A file that is still arriving, of any size. It grows beside its target and takes the target's name in one step when
/// it is complete, so nobody sees a part of it; destroyed before that, it leaves nothing behind, and neither does a
/// process that a signal ends. A symbolic link at the target survives, and so do the permissions of a file that is
/// replaced. A device or a pipe is written directly.
class IncomingFile {
 public:
  /// Errors are of kind `io` or `not_found` and name the target. A folder at the target is one.
  [[nodiscard]] static Result<IncomingFile> create(const std::filesystem::path& target);
  IncomingFile(IncomingFile&& other) noexcept;
  IncomingFile& operator=(IncomingFile&& other) noexcept;
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  ~IncomingFile();

  /// Small parts may be written with later ones, which tell of the error then.
  [[nodiscard]] Result<void> write(std::string_view part);
  /// Gives the file its name. Nothing may be written afterwards.
  [[nodiscard]] Result<void> commit();

 private:
  struct State;
  explicit IncomingFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// True for the name that a file may have while it is arriving: not one of the user's.
[[nodiscard]] bool is_partial_name(std::string_view name);

}  // namespace dbc
