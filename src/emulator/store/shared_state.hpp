#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "dbc/base/result.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

struct StatePage;

/// What setting the clock by the machine's has changed.
enum class Reset {
  clock,
  damaged_file,          ///< the file was damaged, and is sound now; ids go on as they were
  damaged_file_and_ids,  ///< the same, and ids are random from now on
};

/// What all processes that use a workspace share beside its database: how far its clock is from the machine's, and what
/// its ids are made from. It is one page of a file that each of them maps, so that a look costs nothing and a change is
/// seen at once. As long as one is open, nobody can put another workspace in the place of this one.
class SharedState {
 public:
  /// Opens or makes `folder`/workspace.state. Waits for one who replaces the workspace, and completes what such a one
  /// left half done. A file that no dbc has written so is an error that tells what heals it. One that may not be
  /// written can be read.
  [[nodiscard]] static Result<std::unique_ptr<SharedState>> open(const std::filesystem::path& folder);
  /// The same for one who wants to replace the workspace: an error of kind `io` at once where a process uses it.
  [[nodiscard]] static Result<std::unique_ptr<SharedState>> open_alone(const std::filesystem::path& folder);
  /// Sets the clock by that of this machine. A damaged file is healed by it, also while processes use it.
  [[nodiscard]] static Result<Reset> reset_clock(const std::filesystem::path& folder);
  SharedState(const SharedState&) = delete;
  SharedState& operator=(const SharedState&) = delete;
  ~SharedState();

  /// What is added to the machine's clock.
  [[nodiscard]] std::chrono::milliseconds clock_offset() const;
  /// On disk when this returns without an error.
  [[nodiscard]] Result<void> set_clock_offset(std::chrono::milliseconds offset);
  /// Adds to the offset, whoever else does so at the same time.
  [[nodiscard]] Result<void> advance_clock(std::chrono::milliseconds by);

  /// Nothing where ids are random.
  [[nodiscard]] std::optional<std::uint64_t> id_seed() const;
  [[nodiscard]] Result<void> set_id_seed(std::uint64_t seed);
  /// 0, 1, 2, ...: no two calls of any process get the same number.
  [[nodiscard]] std::uint64_t next_id_number();

  /// Takes over all that the file of another workspace says.
  [[nodiscard]] Result<void> copy_from(const std::filesystem::path& file);

 private:
  enum class Lock {
    shared,
    alone,
    alone_at_once
  };
  enum class Check {
    no,
    yes
  };
  [[nodiscard]] static int operation_of(Lock lock);
  SharedState(std::filesystem::path folder, Descriptor file, StatePage* page, bool is_writable);
  [[nodiscard]] static Result<std::unique_ptr<SharedState>> map(const std::filesystem::path& folder, Lock lock,
                                                                Check check);
  [[nodiscard]] Result<void> modernize_if_alone();
  [[nodiscard]] Result<void> require_writable() const;
  [[nodiscard]] Result<void> sync() const;

  std::filesystem::path folder_;
  Descriptor file_;  ///< carries the lock
  StatePage* page_;
  bool is_writable_;
};

[[nodiscard]] std::filesystem::path shared_state_file(const std::filesystem::path& folder);

}  // namespace dbc::emulator
