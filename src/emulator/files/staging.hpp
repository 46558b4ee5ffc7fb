#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

/// A file that is not in its place yet. It lies in the staging folder of the workspace, on the same file system as the
/// trees, so that `FileTree::place` puts it there in one step. Destroyed before that, it is removed. It is locked for
/// as long as it is open: what a process that died has left behind is known by that it is not.
class StagedFile {
 public:
  StagedFile(StagedFile&& other) noexcept;
  StagedFile& operator=(StagedFile&& other) noexcept;
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();

  [[nodiscard]] Result<void> append(std::string_view part);
  [[nodiscard]] Result<void> write_at(std::uint64_t offset, std::string_view part);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The content, mapped into memory; valid until the file is written again or destroyed.
  [[nodiscard]] Result<std::string_view> view();
  /// Waits until the disk has what was written so far.
  [[nodiscard]] Result<void> sync();
  /// Cuts the file at `size` and waits until the disk has it.
  [[nodiscard]] Result<void> finish(std::uint64_t size, TimePoint modified_at);

  [[nodiscard]] const std::string& name() const { return name_; }  ///< for `Staging::reopen`
  void keep() { is_kept_ = true; }                                 ///< leaves a file of `create_kept` where it is
  [[nodiscard]] std::filesystem::path path() const { return folder_ / name_; }
  void set_placed() { name_.clear(); }  ///< it has a place: nothing is left to remove

 private:
  friend class Staging;
  StagedFile(Descriptor file, std::filesystem::path folder, std::string name, std::uint64_t size)
      : file_(std::move(file)), folder_(std::move(folder)), name_(std::move(name)), size_(size) {}
  void unmap();

  Descriptor file_;
  std::filesystem::path folder_;
  std::string name_;
  std::uint64_t size_ = 0;
  void* map_ = nullptr;
  std::uint64_t map_size_ = 0;
  bool is_kept_ = false;
};

/// The folder where files arrive.
class Staging {
 public:
  explicit Staging(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// A new empty file. What was left behind by processes that died is removed on the way, now and then.
  [[nodiscard]] Result<StagedFile> create() const;
  /// One that stays when it is kept, also where the machine's power is cut, until `remove`, or until `sweep` finds that
  /// nobody knows it.
  [[nodiscard]] Result<StagedFile> create_kept() const;
  /// A file that was kept, for this caller alone: waits for others. `not_found` where it is gone. It stays kept.
  [[nodiscard]] Result<StagedFile> reopen(const std::string& name) const;
  void remove(const std::string& name) const;
  /// Removes what nobody writes any more; a kept file only where `is_known` denies it, which is asked after nobody can
  /// be about to make it known.
  void sweep(const std::function<bool(const std::string& name)>& is_known) const;

 private:
  [[nodiscard]] Result<StagedFile> make(std::string_view prefix) const;
  void sweep_sometimes() const;

  std::filesystem::path folder_;
  mutable std::atomic<std::int64_t> next_sweep_{0};  ///< by the steady clock, in seconds
};

}  // namespace dbc::emulator
