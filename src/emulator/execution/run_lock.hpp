#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "dbc/base/result.hpp"
#include "emulator/execution/run_folder.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

/// The right to carry a run out. The kernel takes it back from a process that dies; a child that is handed the
/// descriptor keeps it.
class RunLock {
 public:
  /// Nothing where another process has it. Makes the run's folder.
  [[nodiscard]] static Result<std::optional<RunLock>> try_take(const RunFolder& folder);
  /// Takes over a descriptor that was handed on.
  [[nodiscard]] static RunLock adopt(const RunFolder& folder, int descriptor);

  [[nodiscard]] int descriptor() const { return file_.get(); }
  /// Tells `holder_of` that it is this process.
  [[nodiscard]] Result<void> sign();
  /// How often `note_restart` was called since the file was made.
  [[nodiscard]] int restarts() const;
  /// A supervisor is started again for a run that the one before never began.
  [[nodiscard]] Result<void> note_restart();
  /// Removes the file, while nobody else can have the lock.
  void remove();

 private:
  [[nodiscard]] Result<void> forget_holder();
  [[nodiscard]] Result<void> write(const std::string& holder, int restarts);
  RunLock(std::filesystem::path path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}
  std::filesystem::path path_;
  Descriptor file_;
};

/// The process that signed the lock; nothing where it is free or not signed yet.
[[nodiscard]] std::optional<pid_t> holder_of(const RunFolder& folder);

}  // namespace dbc::emulator
