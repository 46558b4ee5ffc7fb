#include "emulator/files/staging.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"

namespace dbc::emulator {
namespace {

// Far longer than any transfer goes without writing.
constexpr std::chrono::hours k_abandoned_after{24};

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
    if (written < 0) return system_error(errno, "writing a file of the workspace");
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
  if (::fsync(file_.get()) != 0) return system_error(errno, "writing a file of the workspace");
  return {};
}

Result<void> StagedFile::finish(std::uint64_t size, TimePoint modified_at) {
  const timespec time = to_timespec(modified_at);
  const timespec times[] = {time, time};
  const bool is_done = ::ftruncate(file_.get(), static_cast<off_t>(size)) == 0 && ::futimens(file_.get(), times) == 0 &&
                       ::fsync(file_.get()) == 0;
  if (!is_done) return system_error(errno, "writing a file of the workspace");
  size_ = size;
  return {};
}

Result<StagedFile> Staging::create() const {
  DBC_CHECK(make_folders(folder_, 0700));
  sweep();
  std::string name = random_hex(12);
  Descriptor file(::open((folder_ / name).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return system_error(errno, "making a file in the workspace");
  return StagedFile(std::move(file), folder_, std::move(name), 0);
}

Result<StagedFile> Staging::reopen(const std::string& name) const {
  Descriptor file(::open((folder_ / name).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  struct stat info {};
  if (!file.is_open() || ::fstat(file.get(), &info) != 0) {
    Error error = system_error(errno, "opening a file that is being written");
    if (errno == ENOENT) error.kind = ErrorKind::not_found;
    return error;
  }
  StagedFile staged(std::move(file), folder_, name, static_cast<std::uint64_t>(info.st_size));
  staged.keep();
  return staged;
}

void Staging::remove(const std::string& name) const { ::unlink((folder_ / name).c_str()); }

void Staging::sweep() const {
  std::error_code ignored;
  const auto horizon = std::filesystem::file_time_type::clock::now() - k_abandoned_after;
  std::filesystem::directory_iterator entry(folder_, ignored);
  for (; entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    std::error_code is_gone;
    const auto written = entry->last_write_time(is_gone);
    if (!is_gone && written < horizon) std::filesystem::remove(entry->path(), is_gone);
  }
}

}  // namespace dbc::emulator
