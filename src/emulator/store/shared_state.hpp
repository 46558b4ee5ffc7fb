#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "dbc/base/result.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

/// What all processes that use a workspace share beside its database: how far its clock is from the machine's, and what
/// its ids are made from. It is one page of a file that each of them maps, so that a look costs nothing and a change is
/// seen at once. As long as one is open, nobody can put another workspace in the place of this one.
class SharedState {
 public:
  /// Opens or makes `folder`/workspace.state. Waits for one who replaces the workspace, and completes what such a one
  /// left half done.
  [[nodiscard]] static Result<std::unique_ptr<SharedState>> open(const std::filesystem::path& folder);
  /// The same for one who wants to replace the workspace: an error of kind `io` at once where a process uses it.
  [[nodiscard]] static Result<std::unique_ptr<SharedState>> open_alone(const std::filesystem::path& folder);
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
  struct Page;
  SharedState(Descriptor file, Page* page) : file_(std::move(file)), page_(page) {}
  [[nodiscard]] static Result<std::unique_ptr<SharedState>> map(Descriptor file);
  [[nodiscard]] Result<void> sync() const;

  Descriptor file_;  ///< carries the lock
  Page* page_;
};

[[nodiscard]] std::filesystem::path shared_state_file(const std::filesystem::path& folder);

}  // namespace dbc::emulator
