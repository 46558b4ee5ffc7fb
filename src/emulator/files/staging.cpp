#include "emulator/files/staging.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"
#include "emulator/files/disk_error.hpp"

namespace dbc::emulator {
namespace {

// Names tell what may be done to a file. One of neither kind was made by a program that did not lock its files.
constexpr std::string_view k_written = "w-";  ///< abandoned once nobody has it open
constexpr std::string_view k_kept = "k-";     ///< may be opened again

constexpr std::chrono::hours k_abandoned_after{24};  // of neither kind; far longer than a transfer goes without writing
constexpr std::int64_t k_seconds_between_sweeps = 60;

enum class Wait {
  no,
  yes
};

/// The kernel takes the lock back from a process that dies. A file system without locks never has a file swept.
bool lock(const Descriptor& file, Wait wait) {
  while (::flock(file.get(), wait == Wait::yes ? LOCK_EX : LOCK_EX | LOCK_NB) != 0)
    if (errno != EINTR) return errno != EWOULDBLOCK && wait == Wait::yes;
  return true;
}

bool is_linked(const Descriptor& file) {
  struct stat info {};
  return ::fstat(file.get(), &info) == 0 && info.st_nlink > 0;
}

bool is_old(const Descriptor& file) {
  struct stat info {};
  const auto horizon = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - k_abandoned_after);
  return ::fstat(file.get(), &info) == 0 && info.st_mtim.tv_sec < horizon;
}

timespec to_timespec(TimePoint time) {
  const auto millis = to_epoch_millis(time);
  return {.tv_sec = millis / 1000, .tv_nsec = (millis % 1000) * 1'000'000};
}

}  // namespace

StagedFile::StagedFile(StagedFile&& other) noexcept
    : file_(std::move(other.file_)),
      folder_(std::move(other.folder_)),
      name_(std::exchange(other.name_, {})),
      size_(other.size_),
      map_(std::exchange(other.map_, nullptr)),
      map_size_(other.map_size_),
      is_kept_(other.is_kept_) {}

StagedFile& StagedFile::operator=(StagedFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(folder_, other.folder_);
  std::swap(name_, other.name_);
  std::swap(size_, other.size_);
  std::swap(map_, other.map_);
  std::swap(map_size_, other.map_size_);
  std::swap(is_kept_, other.is_kept_);
  return *this;
}

StagedFile::~StagedFile() {
  unmap();
  if (!name_.empty() && !is_kept_) ::unlink(path().c_str());
}

void StagedFile::unmap() {
  if (map_ != nullptr) ::munmap(map_, map_size_);
  map_ = nullptr;
}

Result<void> StagedFile::append(std::string_view part) { return write_at(size_, part); }

Result<void> StagedFile::write_at(std::uint64_t offset, std::string_view part) {
  while (!part.empty()) {
    const ssize_t written = ::pwrite(file_.get(), part.data(), part.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_error(errno, "writing a file of the workspace");
    part.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  size_ = std::max(size_, offset);
  return {};
}

Result<std::string_view> StagedFile::view() {
  if (size_ == 0) return std::string_view{};
  if (map_ != nullptr && map_size_ == size_) return std::string_view(static_cast<const char*>(map_), size_);
  unmap();
  void* map = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file_.get(), 0);
  if (map == MAP_FAILED) return system_error(errno, "reading a file of the workspace");
  map_ = map;
  map_size_ = size_;
  return std::string_view(static_cast<const char*>(map_), size_);
}

Result<void> StagedFile::sync() {
  if (::fsync(file_.get()) != 0) return disk_error(errno, "writing a file of the workspace");
  return {};
}

Result<void> StagedFile::finish(std::uint64_t size, TimePoint modified_at) {
  const timespec time = to_timespec(modified_at);
  const timespec times[] = {time, time};
  const bool is_done = ::ftruncate(file_.get(), static_cast<off_t>(size)) == 0 && ::futimens(file_.get(), times) == 0 &&
                       ::fsync(file_.get()) == 0;
  if (!is_done) return disk_error(errno, "writing a file of the workspace");
  size_ = size;
  return {};
}

Result<StagedFile> Staging::create() const {
  sweep_sometimes();
  return make(k_written);
}

Result<StagedFile> Staging::create_kept() const {
  sweep_sometimes();
  DBC_TRY(auto made, make(k_kept));
  const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return disk_error(errno, "making a file in the workspace");
  return made;
}

Result<StagedFile> Staging::make(std::string_view prefix) const {
  DBC_CHECK(make_folders(folder_, 0700));
  while (true) {
    std::string name = std::string(prefix) + random_hex(12);
    Descriptor file(::open((folder_ / name).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) return disk_error(errno, "making a file in the workspace");
    // One who sweeps may have seen it before it was locked.
    if (lock(file, Wait::yes) && is_linked(file)) return StagedFile(std::move(file), folder_, std::move(name), 0);
  }
}

Result<StagedFile> Staging::reopen(const std::string& name) const {
  Descriptor file(::open((folder_ / name).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  struct stat info {};
  if (file.is_open()) (void)lock(file, Wait::yes);
  if (!file.is_open() || ::fstat(file.get(), &info) != 0 || info.st_nlink == 0) {
    const int problem = file.is_open() ? ENOENT : errno;
    Error error = system_error(problem, "opening a file that is being written");
    if (problem == ENOENT) error.kind = ErrorKind::not_found;
    return error;
  }
  StagedFile staged(std::move(file), folder_, name, static_cast<std::uint64_t>(info.st_size));
  staged.keep();
  return staged;
}

void Staging::remove(const std::string& name) const { ::unlink((folder_ / name).c_str()); }

void Staging::sweep_sometimes() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  auto due = next_sweep_.load(std::memory_order_relaxed);
  if (now < due || !next_sweep_.compare_exchange_strong(due, now + k_seconds_between_sweeps)) return;
  sweep([](const std::string&) { return true; });
}

void Staging::sweep(const std::function<bool(const std::string& name)>& is_known) const {
  std::error_code ignored;
  std::filesystem::directory_iterator entry(folder_, ignored);
  for (; entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    const Descriptor file(::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.is_open() || !lock(file, Wait::no)) continue;
    const bool is_written = name.starts_with(k_written);
    const bool is_abandoned = name.starts_with(k_kept) ? !is_known(name) : is_written || is_old(file);
    if (is_abandoned) ::unlink(entry->path().c_str());
  }
}

}  // namespace dbc::emulator
