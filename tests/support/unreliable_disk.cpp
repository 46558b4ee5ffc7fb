#include "unreliable_disk.hpp"

#include <fstream>
#include <iterator>

namespace dbc::test {
namespace {

UnreliableDisk* the_disk = nullptr;  // SQLite's callbacks know nothing else

std::string content_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

/// The methods of a file, some of them replaced. The first member is what SQLite sees.
struct UnreliableDisk::Methods {
  sqlite3_io_methods replaced;
  const sqlite3_io_methods* usual;
};

UnreliableDisk::UnreliableDisk() : usual_vfs_(sqlite3_vfs_find(nullptr)), vfs_(*usual_vfs_) {
  the_disk = this;
  vfs_.zName = "unreliable";
  vfs_.xOpen = &UnreliableDisk::open;
  vfs_.xDelete = &UnreliableDisk::remove;
  sqlite3_vfs_register(&vfs_, 1);
}

UnreliableDisk::~UnreliableDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(usual_vfs_, 1);
  the_disk = nullptr;
}

int UnreliableDisk::log_syncs() const {
  const std::lock_guard lock(mutex_);
  return log_syncs_;
}

void UnreliableDisk::apply(const Change& change, std::string& content) {
  if (const auto* truncation = std::get_if<Truncation>(&change)) return content.resize(truncation->size);
  const auto& write = std::get<Write>(change);
  if (content.size() < write.offset + write.bytes.size()) content.resize(write.offset + write.bytes.size());
  content.replace(write.offset, write.bytes.size(), write.bytes);
}

void UnreliableDisk::cut_power(const std::filesystem::path& folder, const std::filesystem::path& target,
                               const std::function<bool()>& survives) const {
  std::filesystem::create_directories(target);
  const std::lock_guard lock(mutex_);
  for (const auto& [path, file] : files_) {
    if (std::filesystem::path(path).parent_path() != folder) continue;
    std::string content = file.synced;
    for (const auto& change : file.changes)
      if (survives()) apply(change, content);
    std::ofstream(target / std::filesystem::path(path).filename(), std::ios::binary) << content;
  }
}

int UnreliableDisk::open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  auto* usual_vfs = the_disk->usual_vfs_;
  const int opened = usual_vfs->xOpen(usual_vfs, name, file, flags, out_flags);
  if (opened == SQLITE_OK && name != nullptr) the_disk->watch(file, name);
  return opened;
}

int UnreliableDisk::remove(sqlite3_vfs*, const char* name, int syncs_folder) {
  auto* usual_vfs = the_disk->usual_vfs_;
  const int removed = usual_vfs->xDelete(usual_vfs, name, syncs_folder);
  const std::lock_guard lock(the_disk->mutex_);
  if (removed == SQLITE_OK) the_disk->files_.erase(name);
  return removed;
}

void UnreliableDisk::watch(sqlite3_file* file, const std::string& path) {
  const std::lock_guard lock(mutex_);
  auto methods = std::make_unique<Methods>(Methods{.replaced = *file->pMethods, .usual = file->pMethods});
  methods->replaced.xClose = &UnreliableDisk::close;
  methods->replaced.xWrite = &UnreliableDisk::write;
  methods->replaced.xTruncate = &UnreliableDisk::truncate;
  methods->replaced.xSync = &UnreliableDisk::sync;
  file->pMethods = &methods->replaced;
  methods_.push_back(std::move(methods));
  open_files_[file] = path;
  if (!files_.contains(path)) files_[path].synced = content_of(path);
}

const sqlite3_io_methods& UnreliableDisk::usual(sqlite3_file* file) {
  return *reinterpret_cast<const Methods*>(file->pMethods)->usual;
}

int UnreliableDisk::close(sqlite3_file* file) {
  const auto& methods = usual(file);
  {
    const std::lock_guard lock(the_disk->mutex_);
    the_disk->open_files_.erase(file);
  }
  return methods.xClose(file);
}

void UnreliableDisk::note(sqlite3_file* file, Change change) {
  const std::lock_guard lock(mutex_);
  files_[open_files_[file]].changes.push_back(std::move(change));
}

int UnreliableDisk::write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const int written = usual(file).xWrite(file, data, size, offset);
  if (written == SQLITE_OK)
    the_disk->note(file, Write{.offset = static_cast<std::size_t>(offset),
                               .bytes = std::string(static_cast<const char*>(data), static_cast<std::size_t>(size))});
  return written;
}

int UnreliableDisk::truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int done = usual(file).xTruncate(file, size);
  if (done == SQLITE_OK) the_disk->note(file, Truncation{.size = static_cast<std::size_t>(size)});
  return done;
}

int UnreliableDisk::sync(sqlite3_file* file, int) { return the_disk->sync_file(file) ? SQLITE_OK : SQLITE_IOERR_FSYNC; }

bool UnreliableDisk::sync_file(sqlite3_file* file) {
  std::unique_lock lock(mutex_);
  const std::string path = open_files_[file];
  const bool is_log = path.ends_with("-wal");
  const int count = is_log ? log_syncs_++ : 0;
  // What is written from here on is not part of this sync.
  const std::size_t reached = files_[path].changes_synced + files_[path].changes.size();
  lock.unlock();
  if (is_log && on_log_sync && !on_log_sync(count)) return false;
  lock.lock();
  auto& tracked = files_[path];
  for (; tracked.changes_synced < reached; ++tracked.changes_synced) {
    apply(tracked.changes.front(), tracked.synced);
    tracked.changes.pop_front();
  }
  return true;
}

}  // namespace dbc::test
