#include "emulator/store/shared_state.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "dbc/base/files.hpp"
#include "emulator/store/replacement.hpp"

namespace dbc::emulator {

/// A page of zeros is the state of a new workspace.
struct SharedState::Page {
  std::int64_t clock_offset_millis;
  std::uint64_t is_seeded;
  std::uint64_t id_seed;
  std::uint64_t next_id_number;
};

namespace {

constexpr std::size_t k_page_size = 4096;

template <class T>
std::atomic_ref<T> shared(T& value) {
  static_assert(std::atomic_ref<T>::is_always_lock_free, "a lock would be one of this process only");
  return std::atomic_ref<T>(value);
}

Result<Descriptor> open_file(const std::filesystem::path& folder) {
  const auto file = shared_state_file(folder);
  Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!opened.is_open()) return system_error(errno, "opening " + file.string());
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

/// A page that does not reach beyond the end of the file, or the first look at it would end the process.
Result<void> fill(const Descriptor& file) {
  struct stat info {};
  if (::fstat(file.get(), &info) == 0 && info.st_size >= static_cast<off_t>(k_page_size)) return {};
  // Reserved at once: a full disk is an error here and not later.
  if (const int problem = ::posix_fallocate(file.get(), 0, k_page_size); problem != 0)
    return system_error(problem, "writing the workspace's state");
  return {};
}

}  // namespace

std::filesystem::path shared_state_file(const std::filesystem::path& folder) { return folder / "workspace.state"; }

Result<std::unique_ptr<SharedState>> SharedState::map(Descriptor file) {
  DBC_CHECK(fill(file));
  void* memory = ::mmap(nullptr, k_page_size, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) return system_error(errno, "reading the workspace's state");
  return std::unique_ptr<SharedState>(new SharedState(std::move(file), static_cast<Page*>(memory)));
}

Result<std::unique_ptr<SharedState>> SharedState::open(const std::filesystem::path& folder) {
  DBC_TRY(auto file, open_file(folder));
  DBC_CHECK(lock_file(file, LOCK_SH, folder));
  while (is_replacement_pending(folder)) {
    DBC_CHECK(lock_file(file, LOCK_EX, folder));
    DBC_TRY(auto alone, map(std::move(file)));
    DBC_CHECK(finish_replacement(folder, *alone));
    file = std::move(alone->file_);
    DBC_CHECK(lock_file(file, LOCK_SH, folder));
  }
  return map(std::move(file));
}

Result<std::unique_ptr<SharedState>> SharedState::open_alone(const std::filesystem::path& folder) {
  DBC_TRY(auto file, open_file(folder));
  DBC_CHECK(lock_file(file, LOCK_EX | LOCK_NB, folder));
  DBC_TRY(auto alone, map(std::move(file)));
  if (is_replacement_pending(folder)) DBC_CHECK(finish_replacement(folder, *alone));
  return alone;
}

SharedState::~SharedState() { ::munmap(page_, k_page_size); }

Result<void> SharedState::sync() const {
  if (::msync(page_, k_page_size, MS_SYNC) != 0) return system_error(errno, "writing the workspace's state");
  return {};
}

std::chrono::milliseconds SharedState::clock_offset() const {
  return std::chrono::milliseconds{shared(page_->clock_offset_millis).load(std::memory_order_relaxed)};
}

Result<void> SharedState::set_clock_offset(std::chrono::milliseconds offset) {
  shared(page_->clock_offset_millis).store(offset.count());
  return sync();
}

Result<void> SharedState::advance_clock(std::chrono::milliseconds by) {
  shared(page_->clock_offset_millis).fetch_add(by.count());
  return sync();
}

std::optional<std::uint64_t> SharedState::id_seed() const {
  if (shared(page_->is_seeded).load(std::memory_order_acquire) == 0) return std::nullopt;
  return shared(page_->id_seed).load(std::memory_order_relaxed);
}

Result<void> SharedState::set_id_seed(std::uint64_t seed) {
  shared(page_->next_id_number).store(0);
  shared(page_->id_seed).store(seed);
  shared(page_->is_seeded).store(1, std::memory_order_release);
  return sync();
}

std::uint64_t SharedState::next_id_number() { return shared(page_->next_id_number).fetch_add(1); }

Result<void> SharedState::copy_from(const std::filesystem::path& file) {
  DBC_TRY(const std::string text, read_file(file));
  Page other{};
  if (text.size() < sizeof other) return Error{.kind = ErrorKind::io, .message = file.string() + " is damaged"};
  std::memcpy(&other, text.data(), sizeof other);
  shared(page_->is_seeded).store(other.is_seeded);
  shared(page_->id_seed).store(other.id_seed);
  shared(page_->next_id_number).store(other.next_id_number);
  shared(page_->clock_offset_millis).store(other.clock_offset_millis);
  return sync();
}

}  // namespace dbc::emulator
