#include "emulator/store/shared_state.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "dbc/base/files.hpp"
#include "emulator/store/replacement.hpp"
#include "emulator/store/state_page.hpp"

namespace dbc::emulator {

namespace {

bool cannot_write(int number) { return number == EROFS || number == EACCES || number == EPERM; }

Result<Descriptor> open_file(const std::filesystem::path& folder, bool& is_writable) {
  const auto file = shared_state_file(folder);
  Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  is_writable = opened.is_open();
  const int problem = errno;
  // A workspace that nobody may change can be read all the same.
  if (!is_writable && cannot_write(problem)) opened = Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.is_open()) return system_error(problem, "opening " + file.string());
  return opened;
}

Result<void> lock_file(const Descriptor& file, int operation, const std::filesystem::path& folder) {
  while (::flock(file.get(), operation) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return system_error(errno, "locking the workspace in " + folder.string());
    return Error{.kind = ErrorKind::io,
                 .message = "another process uses the workspace in " + folder.string(),
                 .hint = "`dbc emulator status` tells whether a server does; wait for commands that run"};
  }
  return {};
}

off_t size_of(const Descriptor& file) {
  struct stat info {};
  return ::fstat(file.get(), &info) == 0 ? info.st_size : 0;
}

/// A page that does not reach beyond the end of the file, or the first look at it would end the process.
Result<void> fill(const Descriptor& file) {
  if (size_of(file) >= static_cast<off_t>(k_state_page_size)) return {};
  // Reserved at once: a full disk is an error here and not later.
  if (const int problem = ::posix_fallocate(file.get(), 0, k_state_page_size); problem != 0)
    return system_error(problem, "writing the workspace's state");
  return {};
}

Result<StatePage*> map_page(const Descriptor& file, bool is_writable) {
  if (is_writable) DBC_CHECK(fill(file));
  // Where the file may not be changed, what is written stays with this process.
  const bool is_empty = size_of(file) == 0;
  const int sharing = is_writable ? MAP_SHARED : is_empty ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_PRIVATE;
  void* memory = ::mmap(nullptr, k_state_page_size, PROT_READ | PROT_WRITE, sharing, is_empty ? -1 : file.get(), 0);
  if (memory == MAP_FAILED) return system_error(errno, "reading the workspace's state");
  return static_cast<StatePage*>(memory);
}

Error damaged(const std::filesystem::path& folder) {
  return {.kind = ErrorKind::io,
          .message = shared_state_file(folder).string() + " is damaged",
          .hint = "`dbc emulator clock reset --data-dir " + folder.string() +
                  "` heals it: the clock of the workspace becomes that of this machine, its content stays"};
}

Error too_new(const std::filesystem::path& folder) {
  return {.kind = ErrorKind::config,
          .message = shared_state_file(folder).string() + " was written by a newer dbc",
          .hint = "use the newer dbc that made it"};
}

Result<void> require_sound(StatePage& page, const std::filesystem::path& folder) {
  const auto condition = condition_of(page);
  if (condition == PageCondition::damaged) return damaged(folder);
  if (condition == PageCondition::newer) return too_new(folder);
  return {};
}

/// An empty file is that of a new workspace; any other is a page long.
bool is_cut_short(const Descriptor& file) {
  const auto size = size_of(file);
  return size > 0 && size < static_cast<off_t>(k_state_page_size);
}

}  // namespace

std::filesystem::path shared_state_file(const std::filesystem::path& folder) { return folder / "workspace.state"; }

int SharedState::operation_of(Lock lock) {
  if (lock == Lock::shared) return LOCK_SH;
  return lock == Lock::alone ? LOCK_EX : LOCK_EX | LOCK_NB;
}

SharedState::SharedState(std::filesystem::path folder, Descriptor file, StatePage* page, bool is_writable)
    : folder_(std::move(folder)), file_(std::move(file)), page_(page), is_writable_(is_writable) {}

Result<std::unique_ptr<SharedState>> SharedState::map(const std::filesystem::path& folder, Lock lock, Check check) {
  bool is_writable = false;
  DBC_TRY(auto file, open_file(folder, is_writable));
  DBC_CHECK(lock_file(file, operation_of(lock), folder));
  // What is about to be replaced need not be sound.
  const auto is_checked = [&] { return check == Check::yes && !is_replacement_pending(folder); };
  if (is_cut_short(file) && is_checked()) return damaged(folder);
  DBC_TRY(auto* page, map_page(file, is_writable));
  std::unique_ptr<SharedState> state(new SharedState(folder, std::move(file), page, is_writable));
  if (const auto sound = require_sound(*page, folder); !sound && is_checked()) return sound.error();
  return state;
}

/// The page in the layout of today, where nobody else uses it; else whoever comes later does this.
Result<void> SharedState::modernize_if_alone() {
  if (!is_writable_) return {};
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) == 0 && condition_of(*page_) == PageCondition::bare &&
      !is_replacement_pending(folder_))
    modernize(*page_);
  return lock_file(file_, LOCK_SH, folder_);
}

Result<std::unique_ptr<SharedState>> SharedState::open(const std::filesystem::path& folder) {
  bool may_modernize = true;
  while (true) {
    DBC_TRY(auto state, map(folder, Lock::shared, Check::yes));
    if (!is_replacement_pending(folder)) {
      if (!may_modernize || condition_of(*state->page_) != PageCondition::bare) return state;
      DBC_CHECK(state->modernize_if_alone());
      may_modernize = false;  // and look again: the lock was let go of
      continue;
    }
    state.reset();
    DBC_TRY(const auto alone, map(folder, Lock::alone, Check::no));
    DBC_CHECK(finish_replacement(folder, *alone));
  }
}

Result<std::unique_ptr<SharedState>> SharedState::open_alone(const std::filesystem::path& folder) {
  DBC_TRY(auto alone, map(folder, Lock::alone_at_once, Check::yes));
  if (is_replacement_pending(folder)) DBC_CHECK(finish_replacement(folder, *alone));
  if (condition_of(*alone->page_) == PageCondition::bare) modernize(*alone->page_);
  return alone;
}

Result<Reset> SharedState::reset_clock(const std::filesystem::path& folder) {
  const auto opened = open(folder);
  if (opened) {
    DBC_CHECK((*opened)->set_clock_offset(std::chrono::milliseconds{0}));
    return Reset::clock;
  }
  DBC_TRY(const auto state, map(folder, Lock::shared, Check::no));
  DBC_CHECK(state->require_writable());
  if (condition_of(*state->page_) != PageCondition::damaged && !is_cut_short(state->file_)) return opened.error();
  heal(*state->page_);
  DBC_CHECK(state->sync());
  return state->id_seed() ? Reset::damaged_file : Reset::damaged_file_and_ids;
}

SharedState::~SharedState() { ::munmap(page_, k_state_page_size); }

Result<void> SharedState::require_writable() const {
  if (is_writable_) return {};
  return Error{.kind = ErrorKind::io, .message = shared_state_file(folder_).string() + " cannot be written"};
}

Result<void> SharedState::sync() const {
  if (::msync(page_, k_state_page_size, MS_SYNC) != 0) return system_error(errno, "writing the workspace's state");
  return {};
}

std::chrono::milliseconds SharedState::clock_offset() const { return clock_of(*page_); }

Result<void> SharedState::set_clock_offset(std::chrono::milliseconds offset) {
  DBC_CHECK(require_writable());
  set_clock(*page_, offset);
  return sync();
}

Result<void> SharedState::advance_clock(std::chrono::milliseconds by) {
  DBC_CHECK(require_writable());
  emulator::advance_clock(*page_, by);
  return sync();
}

std::optional<std::uint64_t> SharedState::id_seed() const { return seed_of(*page_); }

Result<void> SharedState::set_id_seed(std::uint64_t seed) {
  DBC_CHECK(require_writable());
  set_seed(*page_, seed);
  return sync();
}

std::uint64_t SharedState::next_id_number() { return take_number(*page_); }

Result<void> SharedState::copy_from(const std::filesystem::path& file) {
  DBC_TRY(const std::string text, read_file(file));
  StatePage other{};
  if (text.size() < sizeof other) return Error{.kind = ErrorKind::io, .message = file.string() + " is damaged"};
  std::memcpy(&other, text.data(), sizeof other);
  DBC_CHECK(require_sound(other, file.parent_path()));
  modernize(*page_);
  copy_page(other, *page_);
  return sync();
}

}  // namespace dbc::emulator
